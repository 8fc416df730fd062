import { expect, it } from "vitest";
import { only, responses, traceOf } from "../../lambda/run-project.ts";

/** Put before each program: `attempt` and `later` turn what is thrown into what can be compared. */
const prelude = `const told = (error) => ({ name: error.name, code: error.code, message: error.message });
const attempt = (what) => { try { return what() ?? "nothing"; } catch (error) { return told(error); } };
const later = async (what) => { try { return (await (typeof what === "function" ? what() : what)) ?? "nothing"; } catch (error) { return told(error); } };
const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));`;

// What computing costs in virtual time is not the subject here.
const roomy = { memory: 1769, timeout: 60 };

/**
 * Bodies of asynchronous functions that Node itself and the simulator must answer alike.
 * @param programs By what they show. `require` gives Node's modules; see `prelude` for the rest.
 * @param given Values that the programs find by name, such as keys. JSON.
 */
export function alike(programs: Record<string, string>, given: Record<string, unknown> = {}): void {
	const values = Object.entries(given)
		.map(([name, value]) => `const ${name} = ${JSON.stringify(value)};`)
		.join("\n");
	it.each(Object.entries(programs))("%s", async (_, body) => {
		const AsyncFunction = (async () => {}).constructor as new (...args: string[]) => (...args: unknown[]) => Promise<unknown>;
		const inNode = await new AsyncFunction("require", `${prelude}\n${values}\n${body}`)(process.getBuiltinModule);
		const source = `${prelude}\n${values}\nexports.handler = async () => { ${body} };`;
		expect(inNode).toBeDefined();
		expect(only(responses(await traceOf({ "handler.js": source }, roomy)))).toEqual(JSON.parse(JSON.stringify(inNode)));
	});
}
