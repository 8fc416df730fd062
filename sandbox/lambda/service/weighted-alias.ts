import { RandomStream } from "#sandbox/kernel/random.ts";

/** Where an alias points to: a version, and possibly a second one with its share of the requests, from 0 to 1 (L215, L216). */
export type Routing = { version: string; additional?: { version: string; weight: number } };

/** An alias, which chooses a version for each request on its own: there is no stickiness (L216). */
export class WeightedAlias {
	readonly name: string;
	#routing: Routing;
	#random: RandomStream;

	/** @param functionName Names its stream of chance, besides the alias. */
	constructor(seed: number, functionName: string, name: string, routing: Routing) {
		this.name = name;
		this.#routing = routing;
		this.route(routing);
		this.#random = new RandomStream(seed, `routing ${functionName}:${name}`);
	}

	get routing(): Routing {
		return this.#routing;
	}

	/** A share of 1 makes the additional version the only one; one of 0 takes it away. */
	route({ version, additional }: Routing): void {
		if (!additional || additional.weight <= 0) this.#routing = { version };
		else if (additional.weight >= 1) this.#routing = { version: additional.version };
		else this.#routing = { version, additional };
	}

	/** The version for one request. Chance is asked only when there are two. */
	pick(): string {
		const { version, additional } = this.#routing;
		return additional && this.#random.between(0, 1) < additional.weight ? additional.version : version;
	}
}
