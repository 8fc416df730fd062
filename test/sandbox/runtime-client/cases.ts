import { errors, legacy, results } from "./answer-cases.ts";
import { type Case, silent } from "./case.ts";
import { commonJs } from "./commonjs-cases.ts";
import { entries } from "./entry-cases.ts";
import { esModules } from "./esm-cases.ts";
import { globals } from "./global-cases.ts";
import { json, log, streaming } from "./output-cases.ts";
import { packages } from "./package-cases.ts";
import { endings, init } from "./process-cases.ts";

/** Every case with a name of its own. */
export const cases: Case[] = [
	...results.map((one) => ({ ...one, name: `result: ${one.name}` })),
	...errors.map((one) => ({ ...one, name: `error: ${one.name}` })),
	...legacy.map((one) => ({ ...one, name: `up to 22: ${one.name}` })),
	...endings.map((one) => ({ ...one, name: `process: ${one.name}` })),
	...init.map((one) => ({ ...one, name: `init: ${one.name}` })),
	...globals.map((one) => ({ ...one, name: `global: ${one.name}` })),
	...entries.map((one) => ({ variables: silent, ...one, name: `handler string: ${one.name}` })),
	...commonJs.map((one) => ({ ...one, name: `CommonJS: ${one.name}` })),
	...esModules.map((one) => ({ ...one, name: `ES modules: ${one.name}` })),
	...packages.map((one) => ({ ...one, name: `package.json: ${one.name}` })),
	...streaming.map((one) => ({ ...one, name: `stream: ${one.name}` })),
	...json.map((one) => ({ logLevel: "INFO", ...one, name: `json: ${one.name}` })),
	...log.map((one) => ({ ...one, name: `log: ${one.name}` })),
];
