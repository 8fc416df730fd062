import { type Document, isAlias, isMap, isScalar, isSeq, LineCounter, type Node, parseDocument } from "yaml";
import type { BuildProblem } from "#sandbox/outcome.ts";

/**
 * A value of the template with the place where it stands. Intrinsic functions in short form (`!Sub x`) and in long form
 * (`Fn::Sub: x`) look alike: an `intrinsic` node.
 */
export type TemplateNode = { line: number; column: number } & (
	| { kind: "scalar"; value: string | number | boolean | null }
	| { kind: "list"; items: TemplateNode[] }
	| { kind: "map"; entries: Map<string, TemplateEntry> }
	| { kind: "intrinsic"; name: string; argument: TemplateNode }
);
export type TemplateEntry = { line: number; column: number; value: TemplateNode };

const INTRINSICS = new Set([
	"Ref",
	"Condition",
	"Fn::And",
	"Fn::Base64",
	"Fn::Cidr",
	"Fn::Contains",
	"Fn::Equals",
	"Fn::FindInMap",
	"Fn::ForEach",
	"Fn::GetAZs",
	"Fn::GetAtt",
	"Fn::GetStackOutput",
	"Fn::If",
	"Fn::ImportValue",
	"Fn::Join",
	"Fn::Length",
	"Fn::Not",
	"Fn::Or",
	"Fn::Select",
	"Fn::Split",
	"Fn::Sub",
	"Fn::ToJsonString",
	"Fn::Transform",
]);
const MAX_DEPTH = 64;

/** The template could not be read at one place. */
export class TemplateSyntaxError extends Error {
	readonly problem: BuildProblem;
	constructor(problem: BuildProblem) {
		super(problem.message);
		this.problem = problem;
	}
}

/**
 * Reads template text, YAML or JSON, into nodes with places.
 * @param file Path for messages.
 * @throws {TemplateSyntaxError} With file, line and cure.
 */
export function readTemplate(file: string, text: string): TemplateNode {
	const lines = new LineCounter();
	let document: Document;
	try {
		document = parseDocument(text, { lineCounter: lines, uniqueKeys: false, logLevel: "silent", prettyErrors: false });
	} catch (error) {
		if (!(error instanceof RangeError)) throw error;
		throw new TemplateSyntaxError({ message: `${file} is nested too deeply to be read.` });
	}
	const [error] = document.errors;
	if (error && /call stack/.test(error.message)) throw new TemplateSyntaxError({ message: `${file} is nested too deeply to be read.` });
	if (error) {
		const { line, col } = lines.linePos(error.pos[0]);
		const cure = /tab/i.test(error.message)
			? "Indent with spaces; YAML does not accept tabs."
			: "Compare the indentation with the lines around it.";
		throw new TemplateSyntaxError({ message: `${file} is not valid YAML: ${error.message}`, place: { file, line, column: col }, cure });
	}

	const placeOf = (node: Node | null | undefined) => {
		const { line, col } = lines.linePos(node?.range?.[0] ?? 0);
		return { line: Math.max(1, line), column: Math.max(1, col) };
	};
	const refuse = (node: Node, message: string, cure: string): never => {
		throw new TemplateSyntaxError({ message, place: { file, ...placeOf(node) }, cure });
	};

	const convert = (node: unknown, depth: number): TemplateNode => {
		if (node === null || node === undefined) return { kind: "scalar", value: null, line: 1, column: 1 };
		if (depth > MAX_DEPTH) return refuse(node as Node, `The template is nested more than ${MAX_DEPTH} levels deep.`, "Flatten it.");
		const place = placeOf(node as Node);
		if (isAlias(node)) return refuse(node, "YAML aliases (*name) are not read.", "Repeat the value, as in a template for CloudFormation.");
		const tag = (node as Node & { tag?: string }).tag;
		const plain = tag?.startsWith("!") ? intrinsicName(tag) : undefined;
		if (tag?.startsWith("!") && !plain) return refuse(node as Node, `Unknown tag ${tag}.`, "Use an intrinsic function of CloudFormation.");
		const wrap = (value: TemplateNode): TemplateNode => (plain ? { kind: "intrinsic", name: plain, argument: value, ...place } : value);
		if (isScalar(node)) {
			const { value } = node;
			if (plain || typeof value === "string") return wrap({ kind: "scalar", value: String(value ?? ""), ...place });
			if (typeof value === "number" || typeof value === "boolean" || value === null) return { kind: "scalar", value, ...place };
			return { kind: "scalar", value: node.source ?? String(value), ...place }; // Dates stay the text that they are.
		}
		if (isSeq(node)) return wrap({ kind: "list", items: node.items.map((item) => convert(item, depth + 1)), ...place });
		if (!isMap(node)) return refuse(node as Node, "This is neither a value, a list nor a map.", "Check the indentation.");
		const entries = new Map<string, TemplateEntry>();
		for (const pair of node.items) {
			const key = isScalar(pair.key) ? String(pair.key.value) : refuse(node, "A key must be text.", "Write a name before the colon.");
			// Not left to the parser, whose own check takes quadratic time.
			if (entries.has(key))
				return refuse(pair.key as Node, `${file} has ${JSON.stringify(key)} twice in one map.`, "Remove one of the two.");
			entries.set(key, { ...placeOf(pair.key as Node), value: convert(pair.value, depth + 1) });
		}
		const [only] = entries;
		if (!plain && entries.size === 1 && only && INTRINSICS.has(only[0])) {
			return { kind: "intrinsic", name: only[0], argument: only[1].value, ...place };
		}
		return wrap({ kind: "map", entries, ...place });
	};
	return convert(document.contents, 0);
}

/** `!Sub` is `Fn::Sub`, while `!Ref` and `!Condition` have no prefix. */
function intrinsicName(tag: string): string | undefined {
	const name = tag.slice(1);
	const full = name === "Ref" || name === "Condition" ? name : `Fn::${name}`;
	return INTRINSICS.has(full) ? full : undefined;
}
