import conditionParser from "dynalite/db/conditionParser.js";
import projectionParser from "dynalite/db/projectionParser.js";
import updateParser from "dynalite/db/updateParser.js";
import { type AttributeValue, compareValues } from "../attribute-value.ts";
import type { Condition, Path, UpdateAction } from "./expression.ts";
import { reservedWords } from "./reserved-words.ts";

/** As dynalite's generated parsers are called: what they give, or the text of a mistake. */
export type Parser = { parse(text: string, options: { context: ParserContext }): unknown };
type ParserContext = {
	attrNames: Readonly<Record<string, string>>;
	attrVals: Readonly<Record<string, AttributeValue>>;
	/** Those that no expression has used yet: parsers take out what they meet. */
	unusedAttrNames: Record<string, true>;
	unusedAttrVals: Record<string, true>;
	isReserved: (name: string) => boolean;
	compare: (operator: "GT", a: AttributeValue, b: AttributeValue) => boolean;
	isKeyCondition?: boolean;
};

/** The expressions of a request as it has them, with what their placeholders stand for. */
export type ExpressionTexts = {
	UpdateExpression?: string | undefined;
	ConditionExpression?: string | undefined;
	KeyConditionExpression?: string | undefined;
	FilterExpression?: string | undefined;
	ProjectionExpression?: string | undefined;
	ExpressionAttributeNames?: Readonly<Record<string, string>> | undefined;
	ExpressionAttributeValues?: Readonly<Record<string, AttributeValue>> | undefined;
};

export type Expressions = {
	update?: { actions: readonly UpdateAction[]; paths: readonly Path[] };
	condition?: Condition;
	keyCondition?: Condition;
	filter?: Condition;
	projection?: readonly Path[];
};

/** Parentheses in one another: the time that the parsers take doubles with each. */
const DEEPEST = 6;

/** Bytes that one expression may have. */
const MOST_BYTES = 4096;

const parsers = [
	["UpdateExpression", updateParser],
	["ConditionExpression", conditionParser],
	["KeyConditionExpression", conditionParser],
	["FilterExpression", conditionParser],
	["ProjectionExpression", projectionParser],
] as const;

/**
 * Reads the expressions of a request, in the order in which DynamoDB looks at them.
 * @returns A text for ValidationException when one of them is wrong, or a placeholder is not used.
 */
export function parseExpressions(texts: ExpressionTexts): Expressions | string {
	const { ExpressionAttributeNames: names, ExpressionAttributeValues: values } = texts;
	const given = parsers.filter(([kind]) => texts[kind] !== undefined);
	if (given.length === 0 && names) return "ExpressionAttributeNames can only be specified when using expressions";
	if (given.every(([kind]) => kind === "ProjectionExpression") && values)
		return "ExpressionAttributeValues can only be specified when using expressions";
	const misnamed =
		placeholderProblem("ExpressionAttributeNames", names, "#") ?? placeholderProblem("ExpressionAttributeValues", values, ":");
	if (misnamed !== undefined) return misnamed;
	const context: ParserContext = {
		attrNames: names ?? {},
		attrVals: values ?? {},
		unusedAttrNames: unused(names),
		unusedAttrVals: unused(values),
		isReserved: (name) => reservedWords.has(name.toUpperCase()),
		compare: (_, a, b) => (compareValues(a, b) ?? 0) > 0,
	};
	const found: Record<string, unknown> = {};
	for (const [kind, parser] of given) {
		const parsed = parse(texts[kind] as string, parser, { ...context, isKeyCondition: kind === "KeyConditionExpression" });
		if (typeof parsed === "string") return `Invalid ${kind}: ${parsed}`;
		found[kind] = parsed;
	}
	const left = Object.keys(context.unusedAttrNames);
	if (left.length > 0) return `Value provided in ExpressionAttributeNames unused in expressions: keys: {${left.join(", ")}}`;
	const leftValues = Object.keys(context.unusedAttrVals);
	if (leftValues.length > 0) return `Value provided in ExpressionAttributeValues unused in expressions: keys: {${leftValues.join(", ")}}`;
	return expressionsOf(found);
}

function parse(text: string, parser: Parser, context: ParserContext): unknown {
	if (text === "") return "The expression can not be empty;";
	if (Buffer.byteLength(text) > MOST_BYTES)
		return `Expression size has exceeded the maximum allowed size; expression size: ${Buffer.byteLength(text)}`;
	if (depthOf(text) > DEEPEST) return `The expression is nested more deeply than the ${DEEPEST} levels that are simulated;`;
	try {
		return parser.parse(text, { context });
	} catch (error) {
		const { name, message } = error as Error;
		return name === "SyntaxError" ? `Syntax error; ${message}` : message;
	}
}

function depthOf(text: string): number {
	let [depth, deepest] = [0, 0];
	for (const character of text) {
		if (character === "(") deepest = Math.max(deepest, ++depth);
		else if (character === ")") depth--;
	}
	return deepest;
}

function expressionsOf(found: Record<string, unknown>): Expressions {
	type Parsed = { expression: Condition };
	const update = found.UpdateExpression as { sections: UpdateAction[]; paths: Path[] } | undefined;
	const condition = found.ConditionExpression as Parsed | undefined;
	const keyCondition = found.KeyConditionExpression as Parsed | undefined;
	const filter = found.FilterExpression as Parsed | undefined;
	const projection = found.ProjectionExpression as { paths: Path[] } | undefined;
	return {
		...(update ? { update: { actions: update.sections, paths: update.paths } } : {}),
		...(condition ? { condition: condition.expression } : {}),
		...(keyCondition ? { keyCondition: keyCondition.expression } : {}),
		...(filter ? { filter: filter.expression } : {}),
		...(projection ? { projection: projection.paths } : {}),
	};
}

function unused(placeholders: object | undefined): Record<string, true> {
	return Object.fromEntries(Object.keys(placeholders ?? {}).map((name) => [name, true]));
}

function placeholderProblem(what: string, placeholders: object | undefined, sign: "#" | ":"): string | undefined {
	if (!placeholders) return undefined;
	const names = Object.keys(placeholders);
	if (names.length === 0) return `${what} must not be empty`;
	const wrong = names.find((name) => name.charAt(0) !== sign || !/^.[0-9a-zA-Z_]+$/.test(name));
	return wrong === undefined ? undefined : `${what} contains invalid key: Syntax error; key: "${wrong}"`;
}
