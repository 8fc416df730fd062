import { parseArgs } from "node:util";

export type Arguments = {
	path: string;
	/** Which folder of an exercise is laid over its starter; null when not given. */
	files: string | null;
	seed: number | null;
	json: boolean;
	trace: boolean;
	/** A query of Logs Insights over the log groups; null when not given. */
	insights: string | null;
};

export const usage = `Usage: npm run -s simulate -- PATH [--files starter|solution|wrong/NAME|also-right/NAME] [--seed N] [--insights QUERY] [--json [--trace]]

PATH     An exercise folder (README.md, starter/, scenario.ts), or a SAM project folder with a scenario.ts or scenario.json beside its
         template.
--files  Of an exercise: which folder to lay over starter/. Without it, starter/ alone.
--seed   Another seed than the scenario's, 0 to 4294967295.
--insights  A query of CloudWatch Logs Insights over the log of the run: its rows, in place of the report in words.
--json   Everything as JSON on stdout; with --trace also the trace.

Ends with 0 when all checks passed or there are none, 1 when not, 2 when the input or these words are wrong.`;

/** @returns The arguments, or what is wrong with them. */
export function parseArguments(words: readonly string[]): { ok: true; arguments: Arguments } | { ok: false; problem: string } {
	let parsed: ReturnType<typeof read>;
	try {
		parsed = read(words);
	} catch (error) {
		return { ok: false, problem: error instanceof Error ? error.message : "The arguments could not be read." };
	}
	const { values, positionals } = parsed;
	const [path, ...others] = positionals;
	if (path === undefined) return { ok: false, problem: "Which folder? PATH is missing." };
	if (others.length > 0) return { ok: false, problem: `One PATH at a time; “${others[0]}” is one too many.` };
	if (values.files !== undefined && !/^(?:starter|solution|(?:wrong|also-right)\/[a-z0-9-]+)$/.test(values.files)) {
		return { ok: false, problem: `--files ${values.files} is none of starter, solution, wrong/NAME, also-right/NAME.` };
	}
	const seed = values.seed === undefined ? null : Number(values.seed);
	if (seed !== null && !(Number.isInteger(seed) && seed >= 0 && seed < 2 ** 32)) {
		return { ok: false, problem: `--seed ${values.seed} is not a whole number from 0 to 4294967295.` };
	}
	return {
		ok: true,
		arguments: {
			path,
			files: values.files ?? null,
			seed,
			json: values.json === true,
			trace: values.trace === true,
			insights: values.insights ?? null,
		},
	};
}

function read(words: readonly string[]) {
	return parseArgs({
		args: [...words],
		allowPositionals: true,
		options: {
			files: { type: "string" },
			seed: { type: "string" },
			json: { type: "boolean" },
			trace: { type: "boolean" },
			insights: { type: "string" },
		},
	});
}
