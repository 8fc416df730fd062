import type { BuiltFunction } from "#sandbox/build/built-project.ts";
import type { Run } from "../run.ts";
import { FunctionConcurrency, type UnreservedPool } from "./concurrency.ts";
import { type AddEnvironment, Fleet } from "./fleet.ts";

/** A function with its versions, each with environments of its own, and what they share. */
export class DeployedFunction {
	/** As the template says it. */
	readonly fn: BuiltFunction;
	#run: Run;
	#concurrency: FunctionConcurrency;
	#add: AddEnvironment;
	/** By qualifier as requests name it; `undefined` is what they mean when they name none. */
	#fleets = new Map<string | undefined, Fleet>();

	constructor(run: Run, fn: BuiltFunction, pool: UnreservedPool, add: AddEnvironment) {
		this.fn = fn;
		this.#run = run;
		this.#add = add;
		this.#concurrency = new FunctionConcurrency(fn, pool);
		const fleet = this.#fleetOf(fn);
		this.#fleets.set(undefined, fleet);
		if (fn.alias === undefined) this.#fleets.set("$LATEST", fleet);
		else this.#fleets.set(fn.alias, fleet).set("1", fleet);
	}

	deploy(): void {
		this.#fleets.get(undefined)?.deploy();
	}

	/** @param qualifier A version or an alias. @returns undefined when there is none of that name (L154). */
	fleet(qualifier: string | undefined): Fleet | undefined {
		const known = this.#fleets.get(qualifier);
		if (known || qualifier !== "$LATEST") return known;
		const { alias: _, provisionedConcurrency: __, snapStart: ___, ...unpublished } = this.fn;
		const latest = this.#fleetOf(unpublished);
		this.#fleets.set(qualifier, latest);
		return latest;
	}

	/** How requests can name the function: `undefined` is without a qualifier. */
	get qualifiers(): (string | undefined)[] {
		return [...new Set([...this.#fleets.keys(), "$LATEST"])];
	}

	#fleetOf(version: BuiltFunction): Fleet {
		return new Fleet(this.#run, version, this.#concurrency, this.#add);
	}
}
