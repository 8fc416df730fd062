import { useCallback, useEffect, useRef, useState } from "react";

/** What the learner wrote and ticked for a question. Lives in this tab, so that a reload loses nothing, and ends with the grade. */
type OwnAnswer = { text: string; ticked: readonly string[] };

const nothing: OwnAnswer = { text: "", ticked: [] };
const keyOf = (question: string) => `warmstart:answer:${question}`;

function stored(question: string): OwnAnswer {
	try {
		const value: unknown = JSON.parse(sessionStorage.getItem(keyOf(question)) ?? "null");
		if (typeof value !== "object" || value === null || !("text" in value) || !("ticked" in value)) return nothing;
		if (typeof value.text !== "string" || !Array.isArray(value.ticked)) return nothing;
		return { text: value.text, ticked: value.ticked.filter((id) => typeof id === "string") };
	} catch {
		return nothing; // Storage is full, switched off, or holds something else: the page works all the same.
	}
}

function store(question: string, answer: OwnAnswer): void {
	try {
		sessionStorage.setItem(keyOf(question), JSON.stringify(answer));
	} catch {
		// As above.
	}
}

export function forgetOwnAnswer(question: string): void {
	try {
		sessionStorage.removeItem(keyOf(question));
	} catch {
		// As above.
	}
}

/** Empty on the server and at first, then what this tab holds: the two must draw the same page. */
export function useOwnAnswer(question: string) {
	const [answer, setAnswer] = useState<OwnAnswer>(nothing);
	const field = useRef<HTMLTextAreaElement>(null);
	useEffect(() => {
		// Somebody may have begun to type before scripts loaded.
		const typed = field.current?.value ?? "";
		const before = stored(question);
		const now = typed === "" ? before : { ...before, text: typed };
		if (now !== before) store(question, now);
		setAnswer(now);
	}, [question]);

	const change = useCallback(
		(changed: Partial<OwnAnswer>) => {
			setAnswer((before) => {
				const after = { ...before, ...changed };
				store(question, after);
				return after;
			});
		},
		[question],
	);
	const write = useCallback((text: string) => change({ text }), [change]);
	const tick = useCallback(
		(id: string, on: boolean) => {
			setAnswer((before) => {
				const after = { ...before, ticked: on ? [...before.ticked, id] : before.ticked.filter((other) => other !== id) };
				store(question, after);
				return after;
			});
		},
		[question],
	);
	return { text: answer.text, ticked: new Set(answer.ticked), field, write, tick };
}
