import type { BuiltFunction } from "#sandbox/build/built-project.ts";
import type { Run } from "../run.ts";
import { FunctionConcurrency, type UnreservedPool } from "./concurrency.ts";
import { type AddEnvironment, Fleet } from "./fleet.ts";
import { WeightedAlias } from "./weighted-alias.ts";

/** A function with its versions, each with environments of its own, and what they share: concurrency and aliases. */
export class DeployedFunction {
	/** The one that requests of a scenario go to when they name none. */
	readonly alias: WeightedAlias | undefined;
	#aliases = new Map<string, WeightedAlias>();
	#run: Run;
	#fn: BuiltFunction;
	#concurrency: FunctionConcurrency;
	#add: AddEnvironment;
	/** By `$LATEST`, "1", "2" … */
	#versions = new Map<string, Fleet>();
	/** Highest number of a version; never reused (L214). */
	#published = 0;

	constructor(run: Run, fn: BuiltFunction, pool: UnreservedPool, add: AddEnvironment) {
		this.#run = run;
		this.#fn = fn;
		this.#add = add;
		this.#concurrency = new FunctionConcurrency(fn, pool);
		const { seed } = run.scenario;
		const { provisionedConcurrency: _, ...unprovisioned } = fn;
		if (fn.alias === undefined) this.#versions.set("$LATEST", this.#fleetOf(fn.versions ? unprovisioned : fn));
		const published = fn.versions ?? (fn.alias === undefined ? [] : [{ version: "1", provisionedConcurrency: fn.provisionedConcurrency }]);
		for (const { version, provisionedConcurrency } of published) {
			const provisioned = provisionedConcurrency === undefined ? {} : { provisionedConcurrency };
			// Of version 1 of an alias it goes without saying.
			const told = fn.alias !== undefined && version === "1" ? {} : { version };
			this.#versions.set(version, this.#fleetOf({ ...unprovisioned, ...provisioned, ...told }));
			this.#published = Math.max(this.#published, Number(version));
		}
		for (const { name, ...routing } of fn.aliases ?? (fn.alias === undefined ? [] : [{ name: fn.alias, version: "1" }]))
			this.#aliases.set(name, new WeightedAlias(seed, fn.name, name, routing));
		this.alias = fn.alias === undefined ? undefined : this.#aliases.get(fn.alias);
	}

	/** As it was deployed last. */
	get fn(): BuiltFunction {
		return this.#fn;
	}

	/** What the first deployment leaves ready before requests come. */
	deploy(): void {
		for (const fleet of this.#versions.values()) fleet.deploy();
	}

	/**
	 * The version for one request; an alias may choose another one for the next (L216).
	 * @param qualifier A version or an alias; absent: $LATEST. @returns undefined when there is none of that name (L154).
	 */
	fleet(qualifier = "$LATEST"): Fleet | undefined {
		const version = this.#aliases.get(qualifier)?.pick() ?? qualifier;
		const known = this.#versions.get(version);
		return known || version !== "$LATEST" ? known : this.#addLatest();
	}

	/** Whether requests can name a version or an alias like this. */
	has(qualifier: string | undefined): boolean {
		return qualifier === undefined || qualifier === "$LATEST" || this.#aliases.has(qualifier) || this.#versions.has(qualifier);
	}

	/** How requests can name the function: `undefined` is without a qualifier. */
	get qualifiers(): (string | undefined)[] {
		return [...new Set([undefined, "$LATEST", ...this.#aliases.keys(), ...this.#versions.keys()])];
	}

	/** Replaces $LATEST: from now on no request goes to an environment with the code of before. */
	update(fn: BuiltFunction): void {
		this.#fn = fn;
		this.#versions.get("$LATEST")?.retire("all");
		if (this.alias) this.#versions.delete("$LATEST");
		else this.#versions.set("$LATEST", this.#fleetOf(unpublished(fn)));
	}

	/** Number of the version that is published next. */
	get nextVersion(): string {
		return String(this.#published + 1);
	}

	/**
	 * Publishes the next version (L214), and makes ready what it has ready before requests.
	 * @param onReady Called once, at once or later; `ok` is false when an INIT ahead of requests failed (L137).
	 * @returns Its number.
	 */
	publish(fn: BuiltFunction, onReady: (ok: boolean) => void): string {
		this.update(fn);
		const version = String(++this.#published);
		// What the alias has provisioned goes with it to the version that it will point to.
		const { provisionedConcurrency: _, ...unprovisioned } = fn;
		const provisioned = this.alias && this.#versions.get(this.alias.routing.version)?.fn.provisionedConcurrency;
		const fleet = this.#fleetOf({
			...unprovisioned,
			...(provisioned === undefined ? {} : { provisionedConcurrency: provisioned }),
			version,
		});
		this.#versions.set(version, fleet);
		fleet.deploy(onReady);
		return version;
	}

	/** Nothing is kept provisioned for a version any more. It stays, and can be invoked by its number. */
	retire(version: string): void {
		this.#versions.get(version)?.retire("provisioned");
	}

	/** $LATEST of a function whose requests usually go to published versions: nothing is prepared for it (L136). */
	#addLatest(): Fleet {
		const fleet = this.#fleetOf(unpublished(this.#fn));
		this.#versions.set("$LATEST", fleet);
		return fleet;
	}

	#fleetOf(version: BuiltFunction): Fleet {
		return new Fleet(this.#run, version, this.#concurrency, this.#add);
	}
}

function unpublished({ provisionedConcurrency: _, snapStart: __, ...fn }: BuiltFunction): BuiltFunction {
	return { ...fn, version: "$LATEST" };
}
