import type { BuiltDeployment, BuiltFunction } from "#sandbox/build/built-project.ts";
import type { ScheduledEvent } from "#sandbox/kernel/event-queue.ts";
import { RandomStream } from "#sandbox/kernel/random.ts";
import type { Cloud } from "#sandbox/services/cloud.ts";
import type { CloudWatchService } from "#sandbox/services/cloudwatch/cloudwatch-service.ts";
import type { TraceEvent, TraceEventOf } from "#sandbox/trace/trace.ts";
import type { DeployedFunction } from "./deployed-function.ts";
import { DeploymentHook } from "./deployment-hook.ts";
import { registerFunction } from "./function-targets.ts";
import { shiftSteps } from "./traffic-shift.ts";
import type { Routing, WeightedAlias } from "./weighted-alias.ts";

type DeploymentEvent = Extract<TraceEvent, { deployment: number }>;
type WithoutTime<E> = E extends unknown ? Omit<E, "at" | "deployment"> : never;
type End = TraceEventOf<"deployment.ended">["status"];

/** A deployment that CodeDeploy has under way. */
type UnderWay = { n: number; alarms: ReadonlySet<string>; rollBack(reason: string): void };

/**
 * Later deployments of a scenario: new versions, and how the alias moves to them (Part F). With a DeploymentPreference CodeDeploy does it:
 * hook before traffic, shift, hook after traffic, and back again when a hook fails or an alarm goes off. Provisioned concurrency is made
 * ready for the new version before its first request, and kept for the old one until the shift is over.
 */
export class CodeDeploy {
	#cloud: Cloud;
	#cloudWatch: CloudWatchService;
	#random: RandomStream;
	#deployments = 0;
	/** By logical id: one at a time for each function. */
	#underWay = new Map<string, UnderWay>();

	constructor(cloud: Cloud, cloudWatch: CloudWatchService, deployments: readonly BuiltDeployment[]) {
		this.#cloud = cloud;
		this.#cloudWatch = cloudWatch;
		this.#random = new RandomStream(cloud.run.scenario.seed, "deployments");
		for (const deployment of deployments) cloud.run.simulation.at(deployment.at, () => this.#begin(deployment));
		cloudWatch.onChange(({ name }, state) => {
			if (state !== "ALARM") return;
			for (const { alarms, rollBack } of [...this.#underWay.values()]) if (alarms.has(name)) rollBack(`The alarm ${name} went off.`);
		});
	}

	#begin({ fn, weight }: BuiltDeployment): void {
		const deployed = this.#cloud.lambda.deployed(fn.name);
		const n = ++this.#deployments;
		const { alias } = deployed;
		const preference = weight === undefined ? fn.service?.deployment : undefined;
		const began = (version: string) =>
			this.#record(n, {
				kind: "deployment.began",
				function: fn.name,
				version,
				...(alias ? { alias: alias.name, from: alias.routing.version } : {}),
				...(preference ? { type: preference.type } : {}),
			});
		const busy = this.#underWay.get(fn.name);
		if (busy || isSame(fn, deployed.fn)) {
			began(alias?.routing.version ?? "$LATEST");
			if (busy) this.#end(n, "failed", `Deployment ${busy.n} of ${fn.name} is still under way.`);
			else this.#end(n, "unchanged");
			return;
		}
		if (!alias) {
			deployed.update(fn);
			began("$LATEST");
			this.#end(n, "succeeded");
			return;
		}
		// The deployment is told before what it starts, so its version must be known first.
		const version = deployed.nextVersion;
		began(version);
		deployed.publish(fn, (ok) => {
			registerFunction(this.#cloud, fn, version);
			if (!ok) this.#fail(n, deployed, version, `INIT of provisioned environments of version ${version} failed.`);
			else if (preference) this.#shift(n, deployed, alias, fn, version);
			else this.#move(n, deployed, alias, version, weight);
		});
	}

	/** Without CodeDeploy: at once, to the whole or to a share. */
	#move(n: number, deployed: DeployedFunction, alias: WeightedAlias, version: string, weight = 1): void {
		const from = alias.routing.version;
		this.#route(n, alias, { version: from, additional: { version, weight } });
		if (weight >= 1) deployed.retire(from);
		this.#end(n, "succeeded");
	}

	#shift(n: number, deployed: DeployedFunction, alias: WeightedAlias, fn: BuiltFunction, version: string): void {
		const { simulation } = this.#cloud.run;
		const { type, preTrafficHookArn, postTrafficHookArn, alarms } = fn.service?.deployment ?? {
			type: "AllAtOnce",
			preTrafficHookArn: undefined,
			postTrafficHookArn: undefined,
			alarms: [],
		};
		const steps = shiftSteps(type);
		const from = alias.routing.version;
		const ringing = alarms.find((name) => this.#cloudWatch.stateOf(name) === "ALARM");
		if (!steps || ringing !== undefined) {
			const why = steps
				? `The alarm ${ringing} was in ALARM before the deployment began.`
				: `DeploymentPreference ${type} is not simulated.`;
			this.#fail(n, deployed, version, why);
			return;
		}
		let planned: ScheduledEvent[] = [];
		let over = false;
		const finish = () => {
			over = true;
			for (const step of planned) simulation.cancel(step);
			this.#underWay.delete(fn.name);
		};
		const rollBack = (reason: string) => {
			if (over) return;
			finish();
			if (alias.routing.version !== from || alias.routing.additional) this.#route(n, alias, { version: from });
			deployed.retire(version);
			this.#end(n, "rolledBack", reason);
		};
		this.#underWay.set(fn.name, { n, alarms: new Set(alarms), rollBack });
		const afterTraffic = () =>
			this.#hook(n, "AfterAllowTraffic", postTrafficHookArn, rollBack, () => {
				if (over) return;
				finish();
				deployed.retire(from);
				this.#end(n, "succeeded");
			});
		this.#hook(n, "BeforeAllowTraffic", preTrafficHookArn, rollBack, () => {
			if (over) return;
			planned = steps.map(({ afterMs, weight }) =>
				simulation.at(simulation.now + afterMs, () => {
					this.#route(n, alias, { version: from, additional: { version, weight } });
					if (weight >= 1) afterTraffic();
				}),
			);
		});
	}

	#hook(
		n: number,
		phase: TraceEventOf<"deployment.hook">["phase"],
		arn: string | undefined,
		onFailed: (reason: string) => void,
		onSucceeded: () => void,
	): void {
		if (arn === undefined) {
			onSucceeded();
			return;
		}
		const executionId = this.#random.uuid();
		const hook = new DeploymentHook(this.#cloud, arn, { deploymentId: `d-${this.#random.hex(9).toUpperCase()}`, executionId });
		hook.run(({ status, ...more }) => {
			this.#record(n, { kind: "deployment.hook", phase, status, ...more });
			if (status === "Succeeded") onSucceeded();
			else onFailed(`The hook ${phase} failed${more.reason === undefined ? "" : `: ${more.reason}`}.`);
		});
	}

	#route(n: number, alias: WeightedAlias, routing: Routing): void {
		alias.route(routing);
		this.#record(n, { kind: "alias.routed", ...alias.routing });
	}

	#fail(n: number, deployed: DeployedFunction, version: string, reason: string): void {
		deployed.retire(version);
		this.#end(n, "failed", reason);
	}

	#end(n: number, status: End, reason?: string): void {
		this.#record(n, { kind: "deployment.ended", status, ...(reason === undefined ? {} : { reason }) });
	}

	#record(deployment: number, event: WithoutTime<DeploymentEvent>): void {
		const { simulation, recorder } = this.#cloud.run;
		recorder.record({ at: simulation.now, deployment, ...event } as DeploymentEvent);
	}
}

/** Equal code and configuration: publishing would make no version (L214). */
function isSame(fn: BuiltFunction, before: BuiltFunction): boolean {
	return fn.code.script === before.code.script && JSON.stringify(fn.environment) === JSON.stringify(before.environment);
}
