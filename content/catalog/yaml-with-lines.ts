import { isMap, isNode, isScalar, isSeq, LineCounter, type Node, parseDocument, visit, type YAMLError } from "yaml";
import { type Finding, found, type Read } from "#content/catalog/finding.ts";

export type Path = readonly PropertyKey[];

export type YamlWithLines = {
	value: unknown;
	/** Line of the key or list entry at `path`; of the nearest one above it when there is none. */
	lineOf(path: Path): number;
};

const maxYamlCharacters = 64 * 1024;

/**
 * Reads YAML and remembers where everything stood. Aliases are refused outright: no content needs them, and a few lines of them can
 * unfold into gigabytes.
 * @param firstLine Line of the file on which `text` begins.
 */
export function readYaml(text: string, firstLine: number): Read<YamlWithLines> {
	if (text.length > maxYamlCharacters) return found(firstLine, `has more than ${maxYamlCharacters} characters of YAML`, "Shorten it.");
	try {
		return parse(text, firstLine);
	} catch (error) {
		// The composer recurses, so hundreds of nested brackets end here.
		if (error instanceof RangeError) return found(firstLine, "is nested too deeply", "Flatten the YAML; no content needs such depth.");
		throw error;
	}
}

function parse(text: string, firstLine: number): Read<YamlWithLines> {
	const counter = new LineCounter();
	const document = parseDocument(text, { lineCounter: counter, uniqueKeys: true, version: "1.2", prettyErrors: false });
	const lineAt = (offset: number | undefined) => counter.linePos(Math.min(offset ?? 0, text.length)).line + firstLine - 1;
	const syntax = [...document.errors, ...document.warnings].map((error) => syntaxFinding(error, lineAt(error.pos[0])));
	if (syntax.length > 0) return { ok: false, findings: syntax };

	const refused: Finding[] = [];
	visit(document, {
		Alias(_, alias) {
			refused.push({
				line: lineAt(alias.range?.[0]),
				message: `uses the YAML alias "*${alias.source}"`,
				cure: "Write the value out; aliases are refused.",
			});
		},
		Pair(_, pair) {
			const key = isScalar(pair.key) ? pair.key.value : undefined;
			if (typeof key === "string" && key !== "__proto__") return;
			const line = isNode(pair.key) ? lineAt(pair.key.range?.[0]) : firstLine;
			refused.push({ line, message: `has the key ${JSON.stringify(key ?? null)}, which is refused`, cure: "Keys are plain words." });
		},
	});
	if (refused.length > 0) return { ok: false, findings: refused };

	return { ok: true, value: { value: document.toJS({ maxAliasCount: 0 }), lineOf: (path) => lineAt(offsetOf(document.contents, path)) } };
}

function syntaxFinding(error: YAMLError, line: number): Finding {
	const cure =
		error.code === "DUPLICATE_KEY"
			? "Keep one of the two."
			: "Mend the YAML; a value with a colon, a leading *, &, `, @ or ! in it belongs in double quotes.";
	return { line, message: `is not valid YAML: ${error.message}`, cure };
}

/** Where the key or entry at `path` begins; the deepest step that exists when the path leads nowhere. */
function offsetOf(root: Node | null, path: Path): number {
	let node: unknown = root;
	let offset = root?.range?.[0] ?? 0;
	for (const step of path) {
		if (isMap(node)) {
			const pair = node.items.find((item) => isScalar(item.key) && item.key.value === step);
			if (pair === undefined || !isNode(pair.key)) return offset;
			offset = pair.key.range?.[0] ?? offset;
			node = pair.value;
		} else if (isSeq(node)) {
			const entry = node.items[Number(step)];
			if (!isNode(entry)) return offset;
			offset = entry.range?.[0] ?? offset;
			node = entry;
		} else return offset;
	}
	return offset;
}
