import type { Expansion } from "./expansion.ts";
import type { SamEvent } from "./function-events.ts";

const CONSEQUENCE = "No API calls the function; the traffic of the scenario does.";

/** The event Api. */
export function expandApiEvent({ at, name, properties, target }: SamEvent, { notes }: Expansion): void {
	properties.ignore(...properties.keys());
	notes.skip(at.line, `the event ${name} (Api) of ${target.fn.id}`, CONSEQUENCE);
}

/** The event HttpApi. */
export function expandHttpApiEvent({ at, name, properties, target }: SamEvent, { notes }: Expansion): void {
	properties.ignore(...properties.keys());
	notes.skip(at.line, `the event ${name} (HttpApi) of ${target.fn.id}`, CONSEQUENCE);
}
