import type { BuiltFunction } from "#sandbox/build/built-project.ts";
import type { Properties } from "../properties.ts";
import { textOf } from "../resolved.ts";

/** An account has 1,000 concurrent executions unless AWS raised it, and 100 of them must stay unreserved (L128, L131). */
const MOST_PROVISIONED = 900;

type Published = Pick<BuiltFunction, "alias" | "provisionedConcurrency" | "snapStart">;
/** What is known of the function already. */
type Known = { runtime: string; reservedConcurrency: number | undefined; ephemeralStorageMb: number | undefined };

/**
 * Reads what makes a published version start in another way than on demand: AutoPublishAlias, ProvisionedConcurrencyConfig, SnapStart.
 * Combinations that AWS refuses are problems, in the words of the refusal where they are known.
 * @param id Logical id of the function.
 */
export function readPublishedVersion(id: string, properties: Properties, known: Known): Published {
	const alias = readAlias(id, properties);
	const provisionedConcurrency = readProvisioned(id, properties);
	const snapStart = readSnapStart(id, properties);
	const refuse = (message: string, cure: string) => properties.problem("ProvisionedConcurrencyConfig", message, cure);

	if (provisionedConcurrency !== undefined) {
		if (alias === undefined) {
			refuse(
				`${id}: To set ProvisionedConcurrencyConfig AutoPublishALias must be defined on the function.`,
				"Add AutoPublishAlias: live. Provisioned concurrency belongs to a published version, never to $LATEST.",
			);
		}
		refuseProvisioned(id, provisionedConcurrency, known.reservedConcurrency, refuse);
		if (snapStart) {
			refuse(
				`${id} has both ProvisionedConcurrencyConfig and SnapStart; AWS allows one of them on a version.`,
				"Keep provisioned concurrency when no request may wait for a start, SnapStart when a shorter wait is enough.",
			);
		}
	}
	if (snapStart) {
		if ((known.ephemeralStorageMb ?? 512) > 512) {
			properties.problem(
				"SnapStart",
				`${id} has SnapStart and ${known.ephemeralStorageMb} MB of EphemeralStorage; SnapStart allows 512.`,
				"Leave EphemeralStorage out, or SnapStart.",
			);
		}
		noteSnapStart(id, known.runtime, alias, properties);
	}
	return {
		...(alias === undefined ? {} : { alias }),
		...(provisionedConcurrency === undefined ? {} : { provisionedConcurrency }),
		...(snapStart && alias !== undefined ? { snapStart: { whatIf: snapStartRefusal(known.runtime) } } : {}),
	};
}

/** What Lambda refuses of provisioned concurrency, whichever resource asks for it (L131, L135). */
export function refuseProvisioned(
	id: string,
	provisioned: number,
	reserved: number | undefined,
	refuse: (message: string, cure: string) => void,
): void {
	if (reserved !== undefined && provisioned > reserved) {
		refuse(
			`${id}: Requested Provisioned Concurrency should not be greater than the reservedConcurrentExecution for function.`,
			`Provision at most ${reserved}, or raise ReservedConcurrentExecutions.`,
		);
	}
	if (provisioned > MOST_PROVISIONED) {
		refuse(
			`${id}: Specified ConcurrentExecutions for function decreases account's UnreservedConcurrentExecution below its minimum value of [100].`,
			`Provision at most ${MOST_PROVISIONED}; a higher limit of the account is not simulated.`,
		);
	}
}

/** AWS has no SnapStart for a Node.js package in a ZIP (L221): the run shows what it would be like, and says so. */
function noteSnapStart(id: string, runtime: string, alias: string | undefined, properties: Properties): void {
	const line = properties.entry("SnapStart")?.line ?? properties.at.line;
	const refusal = `For a ZIP package AWS answers ${snapStartRefusal(runtime)} Node.js has SnapStart in container images that opt in.`;
	if (alias === undefined) {
		const unused = "Snapshots are taken of published versions, and nothing publishes one: $LATEST is initialised for each environment.";
		properties.skip(line, `SnapStart of ${id}`, `${unused} ${refusal}`);
	} else properties.skip(line, `SnapStart of ${id} on ${runtime}`, `This run is a what-if. ${refusal}`);
}

/** The refusal of CreateFunction for a ZIP package, as recorded for nodejs22.x on 31 March 2025 (localstack/localstack, pull request 12458). */
export function snapStartRefusal(runtime: string): string {
	return `InvalidParameterValueException: ${runtime} is not supported for SnapStart enabled functions.`;
}

function readAlias(id: string, properties: Properties): string | undefined {
	const value = properties.value("AutoPublishAlias");
	if (value === undefined) return undefined;
	if (typeof value === "string" && isAliasName(value)) return value;
	properties.problem(
		"AutoPublishAlias",
		`AutoPublishAlias of ${id} is ${textOf(value)}.`,
		"Use letters, digits, - and _, for example live; digits alone are a version.",
	);
	return undefined;
}

export function isAliasName(text: string): boolean {
	return /^(?!\d+$)[A-Za-z0-9_-]{1,128}$/.test(text);
}

/** ProvisionedConcurrencyConfig of a function, an alias or a version. */
export function readProvisioned(id: string, properties: Properties): number | undefined {
	const config = properties.part("ProvisionedConcurrencyConfig");
	if (!config) return undefined;
	for (const key of config.keys()) {
		if (key !== "ProvisionedConcurrentExecutions")
			config.problem(key, `ProvisionedConcurrencyConfig of ${id} has ${key}.`, "Give it ProvisionedConcurrentExecutions alone.");
	}
	if (!config.keys().includes("ProvisionedConcurrentExecutions")) {
		properties.problem(
			"ProvisionedConcurrencyConfig",
			`ProvisionedConcurrencyConfig of ${id} has no ProvisionedConcurrentExecutions.`,
			"Add for example ProvisionedConcurrentExecutions: 2.",
		);
		return undefined;
	}
	return config.optionalWhole("ProvisionedConcurrentExecutions", 1, 100_000, "environments");
}

/** @returns Whether snapshots are wanted. */
function readSnapStart(id: string, properties: Properties): boolean {
	const config = properties.part("SnapStart");
	if (!config) return false;
	const known = config.has("ApplyOn") ? config.text("ApplyOn") : undefined;
	if (known === "PublishedVersions") return true;
	if (known === "None" || (known === undefined && config.has("ApplyOn"))) return false;
	const said = known === undefined ? "has no ApplyOn" : `has ApplyOn ${known}`;
	(known === undefined ? properties : config).problem(
		known === undefined ? "SnapStart" : "ApplyOn",
		`SnapStart of ${id} ${said}.`,
		"Use ApplyOn: PublishedVersions or None.",
	);
	return false;
}
