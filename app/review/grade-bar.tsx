import { type ReactNode, useEffect, useMemo, useRef } from "react";
import { Form, useNavigation } from "react-router";
import styles from "#app/review/grade-bar.module.css";
import type { OfferedGrade } from "#app/review/review.server.ts";
import { Button } from "#app/ui/button.tsx";
import { Key } from "#app/ui/key.tsx";
import { shownKeys, useShortcuts } from "#app/ui/shortcuts.tsx";

/** The bar at the foot of a question: first the button that reveals, then the grades. */
export function FootBar({ label, children, more }: { label: string; children: ReactNode; more?: ReactNode }) {
	return (
		<section className={styles.bar} aria-label={label}>
			<div className={styles.in}>
				{children}
				{more && <div className={styles.more}>{more}</div>}
			</div>
		</section>
	);
}

// Set by the press that reveals, so that the grades which take its place know that a pointer or a finger may still be on its way.
let revealing = false;

/** @param card In a review, which card is shown: a reload, and the answer, belong to it. */
export function RevealForm({ card }: { card?: string }) {
	const button = useRef<HTMLButtonElement>(null);
	useShortcuts(
		useMemo(
			() => [
				{ keys: "Space", label: "Reveal the answer", run: (event) => !event.repeat && button.current?.click() },
				{ keys: "$mod+Enter", label: "Reveal the answer", whileTyping: true, run: () => button.current?.click() },
			],
			[],
		),
	);
	return (
		<Form
			method="get"
			replace
			preventScrollReset
			className={styles.grades}
			onSubmit={() => {
				revealing = true;
			}}
		>
			{card && <input type="hidden" name="card" value={card} />}
			<input type="hidden" name="reveal" value="1" />
			<Button kind="main" ref={button}>
				Reveal the answer <Key>Space</Key>
			</Button>
		</Form>
	);
}

/** A second press within this time was meant for the button that stood here before. */
const settleMs = 200;

/** What a grade refers to: the card as it was when the page showed it, by which the server knows a form that comes twice. */
export type Gradable = { question: string; reps: number; shownAt: number; grades: readonly OfferedGrade[] };

/** @param stay Keeps the place on the page: it goes on to show the same answer. */
export function GradeForm({ question, reps, shownAt, grades, stay = false }: Gradable & { stay?: boolean }) {
	const form = useRef<HTMLFormElement>(null);
	const appearedAt = useRef(Number.NEGATIVE_INFINITY);
	useEffect(() => {
		if (revealing) appearedAt.current = performance.now();
		revealing = false;
	}, []);
	const busy = useNavigation().state !== "idle";
	useShortcuts(
		useMemo(
			() =>
				grades.flatMap(({ rating, label, keys }) =>
					keys.map((key) => ({
						keys: key,
						label: `Grade: ${label.toLowerCase()}`,
						run: (event: KeyboardEvent) => {
							if (!event.repeat) form.current?.querySelector<HTMLButtonElement>(`button[value="${rating}"]`)?.click();
						},
					})),
				),
			[grades],
		),
	);
	return (
		<Form
			method="post"
			preventScrollReset={stay}
			ref={form}
			className={styles.grades}
			onSubmit={(event) => {
				if (busy || performance.now() - appearedAt.current < settleMs) event.preventDefault();
			}}
		>
			<input type="hidden" name="intent" value="grade" />
			<input type="hidden" name="question" value={question} />
			<input type="hidden" name="reps" value={reps} />
			<input type="hidden" name="shownAt" value={shownAt} />
			{grades.map(({ rating, label, keys, next }) => (
				<Button key={rating} name="rating" value={rating} kind={rating === 3 ? "main" : "plain"}>
					{label} <Key>{shownKeys(keys[0] ?? "")}</Key>
					<small>{next}</small>
				</Button>
			))}
		</Form>
	);
}

/** A small action beside the grades: its own form, so that it works without scripts, and its own key. */
export function SideAction({ fields, label, keys }: { fields: Readonly<Record<string, string | number>>; label: string; keys: string }) {
	const button = useRef<HTMLButtonElement>(null);
	useShortcuts(useMemo(() => [{ keys, label, run: (event: KeyboardEvent) => !event.repeat && button.current?.click() }], [keys, label]));
	return (
		<Form method="post">
			{Object.entries(fields).map(([name, value]) => (
				<input key={name} type="hidden" name={name} value={value} />
			))}
			<button type="submit" ref={button}>
				<Key>{shownKeys(keys).toUpperCase()}</Key> {label}
			</button>
		</Form>
	);
}
