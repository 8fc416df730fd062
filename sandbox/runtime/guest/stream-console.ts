import { format, inspect } from "node-inspect-extracted";
import { tableOf } from "./console-table.ts";
import { missing } from "./not-simulated.ts";

type Target = { write(text: string): unknown };
type Options = { stdout: Target; stderr?: Target };

/**
 * `Console` of node:console: writes whole lines to the streams that it is given. What it writes to process.stdout stands in the log
 * without time and request id, which is why loggers use it on Lambda (L114).
 */
export class Console {
	#out: Target;
	#err: Target;
	#indent = "";

	constructor(options: Options | Target, stderr?: Target) {
		const { stdout: out, stderr: err } = "write" in options ? { stdout: options, stderr } : options;
		if (typeof out?.write !== "function") throw new TypeError("Console expects a writable stream instance for stdout");
		this.#out = out;
		this.#err = err ?? out;
		// Loggers take methods off the console, so that each is bound, as in Node.js.
		for (const name of ["log", "info", "debug"] as const) this.#own(name, (...values) => this.#line(this.#out, format(...values)));
		for (const name of ["warn", "error"] as const) this.#own(name, (...values) => this.#line(this.#err, format(...values)));
		this.#own("trace", (...values) => {
			const trace = new Error(format(...values));
			trace.name = "Trace";
			const frames = (trace.stack ?? "").split("\n").slice(1);
			this.#line(this.#err, [trace.message ? `Trace: ${trace.message}` : "Trace", ...frames].join("\n"));
		});
		this.#own("dir", (value, shown) => this.#line(this.#out, inspect(value, { customInspect: false, ...(shown as object) })));
		this.#own("table", (value, columns) => this.#line(this.#out, format(tableOf(value, columns))));
		this.#own("assert", (condition, ...values) => {
			if (!condition) this.#line(this.#err, values.length > 0 ? `Assertion failed: ${format(...values)}` : "Assertion failed");
		});
		this.#own("group", (...values) => {
			if (values.length > 0) this.#line(this.#out, format(...values));
			this.#indent += "  ";
		});
		this.#own("groupEnd", () => {
			this.#indent = this.#indent.slice(2);
		});
		for (const name of ["count", "countReset", "time", "timeEnd", "timeLog"]) this.#own(name, missing(`${name} of a new Console`));
	}

	#own(name: string, value: (...values: unknown[]) => void): void {
		Object.defineProperty(this, name, { value, writable: true, configurable: true, enumerable: true });
	}

	#line(target: Target, text: string): void {
		target.write(`${this.#indent}${this.#indent ? text.replaceAll("\n", `\n${this.#indent}`) : text}\n`);
	}
}
