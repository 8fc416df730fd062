import type { BuiltFunction } from "#sandbox/build/built-project.ts";
import type { FunctionProperties, TemplateNotes } from "./function-properties.ts";
import { textOf, Unknown } from "./resolve-intrinsics.ts";
import type { TemplateEntry } from "./template-node.ts";

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
export function readPublishedVersion(
	id: string,
	entries: ReadonlyMap<string, TemplateEntry>,
	known: Known,
	{ notes, properties }: { notes: TemplateNotes; properties: FunctionProperties },
): Published {
	const alias = readAlias(id, entries.get("AutoPublishAlias"), notes);
	const provisionedEntry = entries.get("ProvisionedConcurrencyConfig");
	const provisionedConcurrency = readProvisioned(id, provisionedEntry, properties, notes);
	const snapStartEntry = entries.get("SnapStart");
	const snapStart = readSnapStart(id, snapStartEntry, notes);

	if (provisionedEntry && provisionedConcurrency !== undefined) {
		const { reservedConcurrency } = known;
		if (alias === undefined) {
			notes.problem(
				provisionedEntry.value,
				`${id}: To set ProvisionedConcurrencyConfig AutoPublishALias must be defined on the function.`,
				"Add AutoPublishAlias: live. Provisioned concurrency belongs to a published version, never to $LATEST.",
			);
		}
		if (reservedConcurrency !== undefined && provisionedConcurrency > reservedConcurrency) {
			notes.problem(
				provisionedEntry.value,
				`${id}: Requested Provisioned Concurrency should not be greater than the reservedConcurrentExecution for function.`,
				`Provision at most ${reservedConcurrency}, or raise ReservedConcurrentExecutions.`,
			);
		}
		if (provisionedConcurrency > MOST_PROVISIONED) {
			notes.problem(
				provisionedEntry.value,
				`${id}: Specified ConcurrentExecutions for function decreases account's UnreservedConcurrentExecution below its minimum value of [100].`,
				`Provision at most ${MOST_PROVISIONED}; a higher limit of the account is not simulated.`,
			);
		}
		if (snapStart) {
			notes.problem(
				provisionedEntry.value,
				`${id} has both ProvisionedConcurrencyConfig and SnapStart; AWS allows one of them on a version.`,
				"Keep provisioned concurrency when no request may wait for a start, SnapStart when a shorter wait is enough.",
			);
		}
	}
	if (snapStart && snapStartEntry) {
		if ((known.ephemeralStorageMb ?? 512) > 512) {
			notes.problem(
				snapStartEntry.value,
				`${id} has SnapStart and ${known.ephemeralStorageMb} MB of EphemeralStorage; SnapStart allows 512.`,
				"Leave EphemeralStorage out, or SnapStart.",
			);
		}
		noteSnapStart(id, snapStartEntry.line, known.runtime, alias, notes);
	}
	return {
		...(alias === undefined ? {} : { alias }),
		...(provisionedConcurrency === undefined ? {} : { provisionedConcurrency }),
		...(snapStart && alias !== undefined ? { snapStart: { whatIf: snapStartRefusal(known.runtime) } } : {}),
	};
}

/** AWS has no SnapStart for a Node.js package in a ZIP (L221): the run shows what it would be like, and says so. */
function noteSnapStart(id: string, line: number, runtime: string, alias: string | undefined, notes: TemplateNotes): void {
	const refusal = `For a ZIP package AWS answers ${snapStartRefusal(runtime)} Node.js has SnapStart in container images that opt in.`;
	if (alias === undefined) {
		const unused = "Snapshots are taken of published versions, and nothing publishes one: $LATEST is initialised for each environment.";
		notes.skip(line, `SnapStart of ${id}`, `${unused} ${refusal}`);
	} else notes.skip(line, `SnapStart of ${id} on ${runtime}`, `This run is a what-if. ${refusal}`);
}

/** The refusal of CreateFunction for a ZIP package, as recorded for nodejs22.x on 31 March 2025 (localstack/localstack, pull request 12458). */
function snapStartRefusal(runtime: string): string {
	return `InvalidParameterValueException: ${runtime} is not supported for SnapStart enabled functions.`;
}

function readAlias(id: string, entry: TemplateEntry | undefined, notes: TemplateNotes): string | undefined {
	const value = notes.value(entry);
	if (value === undefined || value instanceof Unknown) return undefined;
	if (typeof value === "string" && /^(?!\d+$)[A-Za-z0-9_-]{1,128}$/.test(value)) return value;
	notes.problem(
		entry?.value,
		`AutoPublishAlias of ${id} is ${textOf(value)}.`,
		"Use letters, digits, - and _, for example live; digits alone are a version.",
	);
	return undefined;
}

function readProvisioned(
	id: string,
	entry: TemplateEntry | undefined,
	properties: FunctionProperties,
	notes: TemplateNotes,
): number | undefined {
	let executions: TemplateEntry | undefined;
	for (const [key, part] of notes.optionalMap(entry)) {
		if (key === "ProvisionedConcurrentExecutions") executions = part;
		else notes.problem(part.value, `ProvisionedConcurrencyConfig of ${id} has ${key}.`, "Give it ProvisionedConcurrentExecutions alone.");
	}
	if (!entry) return undefined;
	if (!executions) {
		notes.problem(
			entry.value,
			`ProvisionedConcurrencyConfig of ${id} has no ProvisionedConcurrentExecutions.`,
			"Add for example ProvisionedConcurrentExecutions: 2.",
		);
		return undefined;
	}
	return properties.whole(executions, `ProvisionedConcurrentExecutions of ${id}`, 1, 100_000, 1, "environments");
}

/** @returns Whether snapshots are wanted. */
function readSnapStart(id: string, entry: TemplateEntry | undefined, notes: TemplateNotes): boolean {
	if (!entry) return false;
	const applyOn = notes.optionalMap(entry).get("ApplyOn");
	const value = notes.value(applyOn);
	if (value === "PublishedVersions") return true;
	if (value !== "None" && !(value instanceof Unknown)) {
		const said = value === undefined ? "has no ApplyOn" : `has ApplyOn ${textOf(value)}`;
		notes.problem((applyOn ?? entry).value, `SnapStart of ${id} ${said}.`, "Use ApplyOn: PublishedVersions or None.");
	}
	return false;
}
