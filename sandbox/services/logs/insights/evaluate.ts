import { AGGREGATES, FUNCTIONS, Moment, numberOf, textOf, type Value } from "./functions.ts";
import type { Expression } from "./query.ts";

/** Fields of a log event, or columns of a group. */
export type Row = Map<string, Value>;
/** What an expression is evaluated for: one row, or, in `stats`, the rows of a group. */
export type Scope = { row: Row; group?: readonly Row[] };

const truth = (is: boolean) => Number(is);
const ARITHMETIC: Readonly<Record<string, (a: number, b: number) => number>> = {
	"+": (a, b) => a + b,
	"-": (a, b) => a - b,
	"*": (a, b) => a * b,
	"/": (a, b) => a / b,
	"%": (a, b) => a % b,
	"^": (a, b) => a ** b,
};

export function isTrue(value: Value): boolean {
	return value !== undefined && value !== 0 && value !== "";
}

/** @returns Below, at or above 0, numbers by their size and all else as text; undefined when one of them is missing. */
export function compare(a: Value, b: Value): number | undefined {
	if (a === undefined || b === undefined) return undefined;
	const [x, y] = [numberOf(a), numberOf(b)];
	if (x !== undefined && y !== undefined) return x - y;
	const [left, right] = [textOf(a), textOf(b)];
	return left < right ? -1 : Number(left > right);
}

/** The value of an expression. Comparisons with a field that a row does not have do not hold, whichever they are. */
export function evaluate(expression: Expression, scope: Scope): Value {
	switch (expression.kind) {
		case "field":
			return scope.row.get(expression.name);
		case "literal":
			return expression.value;
		case "duration":
			return expression.ms;
		case "star":
			return 1;
		case "unary": {
			const value = evaluate(expression.of, scope);
			if (expression.operator === "not") return truth(!isTrue(value));
			const number = numberOf(value);
			return number === undefined ? undefined : -number;
		}
		case "like": {
			const value = evaluate(expression.of, scope);
			if (value === undefined) return 0;
			const { pattern } = expression;
			return truth(typeof pattern === "string" ? textOf(value).includes(pattern) : pattern.test(textOf(value)));
		}
		case "in": {
			const value = evaluate(expression.of, scope);
			return truth(expression.list.some((one) => compare(value, evaluate(one, scope)) === 0));
		}
		case "binary":
			return binary(expression, scope);
		case "call":
			return call(expression, scope);
	}
}

function binary({ operator, left, right }: Extract<Expression, { kind: "binary" }>, scope: Scope): Value {
	if (operator === "and") return truth(isTrue(evaluate(left, scope)) && isTrue(evaluate(right, scope)));
	if (operator === "or") return truth(isTrue(evaluate(left, scope)) || isTrue(evaluate(right, scope)));
	const [a, b] = [evaluate(left, scope), evaluate(right, scope)];
	const arithmetic = Object.hasOwn(ARITHMETIC, operator) ? ARITHMETIC[operator] : undefined;
	if (arithmetic) {
		const [x, y] = [numberOf(a), numberOf(b)];
		const result = x === undefined || y === undefined ? undefined : arithmetic(x, y);
		return result !== undefined && Number.isFinite(result) ? result : undefined;
	}
	const order = compare(a, b);
	if (order === undefined) return 0;
	switch (operator) {
		case "=":
			return truth(order === 0);
		case "!=":
			return truth(order !== 0);
		case "<":
			return truth(order < 0);
		case "<=":
			return truth(order <= 0);
		case ">":
			return truth(order > 0);
		default:
			return truth(order >= 0);
	}
}

function call({ name, given }: Extract<Expression, { kind: "call" }>, scope: Scope): Value {
	const aggregate = Object.hasOwn(AGGREGATES, name) ? AGGREGATES[name] : undefined;
	if (aggregate) {
		const [of, argument] = given;
		const samples = (scope.group ?? [scope.row]).map((row) => ({ value: of ? evaluate(of, { row }) : 1, at: timeOf(row) }));
		return aggregate.apply(samples, argument && numberOf(evaluate(argument, scope)));
	}
	const values = given.map((one) => evaluate(one, scope));
	if (name === "bin") values.unshift(scope.row.get("@timestamp"));
	return FUNCTIONS[name]?.apply(values);
}

function timeOf(row: Row): number {
	const time = row.get("@timestamp");
	return time instanceof Moment ? time.ms : 0;
}
