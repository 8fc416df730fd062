import { z } from "zod";

const at = z.number().min(0);
const n = z.number().int().min(1);

const alarmState = z.enum(["OK", "ALARM", "INSUFFICIENT_DATA"]);

/** Later deployments of functions, shifts of their aliases (Part F), and the alarms that roll them back. */
export const deploymentEvents = [
	z.strictObject({
		at,
		kind: z.literal("deployment.began"),
		deployment: n,
		function: z.string(),
		/** What is deployed: a new version, or $LATEST of a function without an alias. */
		version: z.string(),
		alias: z.string().optional(),
		/** Where the alias pointed to. */
		from: z.string().optional(),
		/** DeploymentPreference of the template; absent when the alias moves at once, without CodeDeploy. */
		type: z.string().optional(),
	}),
	/** The alias points to a version, and with a share of the requests from 0 to 1 to another one. */
	z.strictObject({
		at,
		kind: z.literal("alias.routed"),
		deployment: n,
		version: z.string(),
		additional: z.strictObject({ version: z.string(), weight: z.number() }).optional(),
	}),
	/** A hook function was invoked, or could not be. */
	z.strictObject({
		at,
		kind: z.literal("deployment.hook"),
		deployment: n,
		phase: z.enum(["BeforeAllowTraffic", "AfterAllowTraffic"]),
		status: z.enum(["Succeeded", "Failed"]),
		invocation: n.optional(),
		reason: z.string().optional(),
	}),
	/** unchanged: nothing was different, so no version was published (L214). */
	z.strictObject({
		at,
		kind: z.literal("deployment.ended"),
		deployment: n,
		status: z.enum(["succeeded", "rolledBack", "failed", "unchanged"]),
		reason: z.string().optional(),
	}),
	z.strictObject({
		at,
		kind: z.literal("alarm.stateChanged"),
		alarm: z.string(),
		from: alarmState,
		to: alarmState,
		/** Of the last period; absent when it had no data point. */
		value: z.number().optional(),
	}),
] as const;
