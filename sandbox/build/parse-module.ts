import { decode, type SourceMapSegment } from "@jridgewell/sourcemap-codec";
import type { Message } from "esbuild";
import { EsbuildDiedError, transform } from "./esbuild-service.ts";
import { parseJavaScript } from "./javascript-parser.ts";
import { identityMappings, placeOf } from "./line-mappings.ts";
import { childrenOf, type Visited } from "./meter.ts";
import type { ModuleFormat } from "./module-format.ts";
import type { CompilerOptions } from "./typescript-options.ts";

/** A file of JavaScript or TypeScript, read. */
export type ParsedModule = {
	/** JavaScript: the file's own text or, of TypeScript, what it is compiled to. */
	text: string;
	program: Visited;
	/** All nodes of the program, in no order. */
	nodes: readonly Visited[];
	format: "esm" | "commonjs";
	/** Compiled from TypeScript, which bundlers let mix both systems of modules. */
	typescript: boolean;
	/** Of `text`, onto the file. */
	mappings: SourceMapSegment[][];
};

export type ParseFailure =
	/** Nothing that any Node.js would take: told when the project is built. @param line From 1. @param column From 1. */
	| { kind: "syntax"; message: string; line: number; column: number }
	/** What V8 alone refuses, such as ESM syntax in CommonJS: an error when the file is loaded (L71). */
	| { kind: "refused"; message: string; line: number; column: number }
	| { kind: "tooDeep" };

/** Deeper than anything written by hand; V8 and this build read recursively. */
const MAX_DEPTH = 2_500;

/** Reads one file as Node.js would take it (L65, L71). @param compiler What tsconfig.json says to the compiler of TypeScript. */
export async function parseModule(
	text: string,
	format: ModuleFormat,
	compiler: CompilerOptions,
): Promise<{ ok: true; module: ParsedModule } | { ok: false; failure: ParseFailure }> {
	try {
		const parsed = format === "typescript" ? await parseTypeScript(text, compiler) : parseText(text, format === "esm");
		if (!isModule(parsed)) return { ok: false, failure: await worded(text, parsed) };
		const nodes = nodesOf(parsed.program);
		return nodes ? { ok: true, module: { ...parsed, nodes } } : { ok: false, failure: { kind: "tooDeep" } };
	} catch (error) {
		if (error instanceof EsbuildDiedError) return { ok: false, failure: { kind: "tooDeep" } };
		const [message] = (error as { errors?: Message[] }).errors ?? [];
		if (!message) throw error;
		return { ok: false, failure: { kind: "syntax", ...told(message) } };
	}
}

/** Tokens at which no stack trace points. */
const UNMAPPED = new Set([",", ";", ":", ")", "]", "}", "{", ".", "=>"]);

type Refusal = { message: string; offset: number } | "tooDeep";

const isModule = (parsed: ParsedModule | Refusal): parsed is ParsedModule => typeof parsed === "object" && "program" in parsed;

function parseText(text: string, esm: boolean, typescript = false): ParsedModule | Refusal {
	const offsets: number[] = [];
	try {
		const program = parseJavaScript(text, {
			ecmaVersion: "latest",
			sourceType: esm ? "module" : "script",
			allowReturnOutsideFunction: !esm,
			allowHashBang: true,
			onToken: ({ start, type }) => {
				if (!UNMAPPED.has(type.label)) offsets.push(start);
			},
		}) as unknown as Visited;
		return { text, program, nodes: [], format: esm ? "esm" : "commonjs", typescript, mappings: identityMappings(text, offsets) };
	} catch (error) {
		const { message, pos } = error as Error & { pos?: number };
		if (!(error instanceof SyntaxError) || message.startsWith("Not enough stack space")) return "tooDeep";
		return { message: message.replace(/ \(\d+:\d+\)$/, ""), offset: pos ?? 0 };
	}
}

async function parseTypeScript(text: string, compiler: CompilerOptions): Promise<ParsedModule | Refusal> {
	const { code, map } = await transform(text, {
		loader: "ts",
		target: "esnext",
		charset: "utf8",
		legalComments: "none",
		sourcemap: "external",
		sourcesContent: false,
		supported: { decorators: false },
		tsconfigRaw: { compilerOptions: compiler },
	});
	const asEsm = parseText(code, true, true);
	const isEsm = isModule(asEsm) && usesEsm(asEsm.program);
	const asCommonJs = isEsm ? undefined : parseText(code, false, true);
	const parsed = asCommonJs && isModule(asCommonJs) ? asCommonJs : asEsm;
	if (isModule(parsed)) parsed.mappings = decode((JSON.parse(map) as { mappings: string }).mappings);
	return parsed;
}

/** Whether a text is an ES module by what it says: import, export, `import.meta`, or `await` outside of a function. */
function usesEsm(program: Visited): boolean {
	const open: Visited[] = [program];
	for (let node = open.pop(); node; node = open.pop()) {
		if (/^(?:Import|Export)\w*Declaration$/.test(node.type) || node.type === "AwaitExpression") return true;
		if (node.type === "MetaProperty" && (node.meta as Visited).name === "import") return true;
		if (node.type === "ForOfStatement" && node.await === true) return true;
		for (const child of childrenOf(node)) if (!(/Function/.test(child.type) && child.async === true)) open.push(child);
	}
	return false;
}

/** esbuild words what no JavaScript is; what it lets pass is refused as V8 would word it. */
async function worded(text: string, refusal: Refusal): Promise<ParseFailure> {
	if (refusal === "tooDeep") return { kind: "tooDeep" };
	await transform(text, { loader: "js", target: "esnext", tsconfigRaw: {} });
	const { line, column } = placeOf(text, markedOffset(text, refusal));
	return { kind: "refused", message: inWordsOfV8(refusal.message, text, refusal.offset), line, column: column + 1 };
}

/** Where V8 sets its mark. */
function markedOffset(text: string, { message, offset }: Exclude<Refusal, string>): number {
	if (/import\.meta/.test(message)) return text.indexOf("meta", offset);
	const before = /\bawait\s*$/.exec(text.slice(Math.max(0, offset - 100), offset));
	return before ? offset - before[0].length : offset;
}

function inWordsOfV8(message: string, text: string, offset: number): string {
	const rest = text.slice(offset, offset + 16);
	if (/'import' and 'export' may appear only/.test(message)) {
		return /^import\b/.test(rest) ? "Cannot use import statement outside a module" : "Unexpected token 'export'";
	}
	if (/Cannot use 'import\.meta' outside a module/.test(message)) return "Cannot use 'import.meta' outside a module";
	if (/\bawait\s*$/.test(text.slice(Math.max(0, offset - 100), offset)))
		return "await is only valid in async functions and the top level bodies of modules";
	if (/^[@#]/.test(rest)) return "Invalid or unexpected token";
	const declared = /Identifier '(.*)' has already been declared/.exec(message);
	return declared ? declared[0] : message;
}

function told({ text, location }: Message): { message: string; line: number; column: number } {
	return { message: text, line: location?.line ?? 1, column: (location?.column ?? 0) + 1 };
}

/** @returns undefined when the program is nested too deeply. */
function nodesOf(program: Visited): Visited[] | undefined {
	const nodes = [program];
	const depths = [0];
	for (let n = 0; n < nodes.length; n++) {
		const depth = (depths[n] as number) + 1;
		if (depth > MAX_DEPTH) return undefined;
		for (const child of childrenOf(nodes[n] as Visited)) {
			nodes.push(child);
			depths.push(depth);
		}
	}
	return nodes;
}
