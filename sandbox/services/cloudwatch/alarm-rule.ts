import type { AlarmState } from "./alarm-state.ts";

/** Whether a composite alarm is in ALARM, from the states of alarms by name. */
export type AlarmRule = { holds(stateOf: (alarm: string) => AlarmState | undefined): boolean; alarms: string[] };

type Holds = AlarmRule["holds"];

const DEEPEST = 50;

/**
 * The rule of a composite alarm: `ALARM("errors") AND NOT OK(throttles)`, with AND, OR, NOT, TRUE, FALSE and parentheses. Alarms are named
 * by name or ARN.
 * @returns undefined for a text that is no rule.
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutCompositeAlarm.html
 */
export function parseAlarmRule(text: string): AlarmRule | undefined {
	const tokens = text.match(/"[^"]*"|[()]|[^\s()"]+/g) ?? [];
	const alarms: string[] = [];
	let next = 0;
	let depth = 0;
	const is = (word: string) => tokens[next]?.toUpperCase() === word && ++next > 0;
	const either = (): Holds | undefined => {
		let left = both();
		while (left && is("OR")) {
			const [a, b] = [left, both()];
			left = b && ((stateOf) => a(stateOf) || b(stateOf));
		}
		return left;
	};
	const both = (): Holds | undefined => {
		let left = one();
		while (left && is("AND")) {
			const [a, b] = [left, one()];
			left = b && ((stateOf) => a(stateOf) && b(stateOf));
		}
		return left;
	};
	const one = (): Holds | undefined => {
		if (++depth > DEEPEST) return undefined;
		if (is("NOT")) {
			const inner = one();
			return inner && ((stateOf) => !inner(stateOf));
		}
		if (is("(")) {
			const inner = either();
			return is(")") ? inner : undefined;
		}
		if (is("TRUE")) return () => true;
		if (is("FALSE")) return () => false;
		const state = tokens[next++]?.toUpperCase();
		if ((state !== "ALARM" && state !== "OK" && state !== "INSUFFICIENT_DATA") || !is("(")) return undefined;
		const named = tokens[next++]?.replace(/^"|"$/g, "");
		if (named === undefined || !is(")")) return undefined;
		const alarm = named.replace(/^arn:[^:]*:cloudwatch:[^:]*:[^:]*:alarm:/, "");
		alarms.push(alarm);
		return (stateOf) => stateOf(alarm) === state;
	};
	const holds = either();
	return holds && next === tokens.length ? { holds, alarms } : undefined;
}
