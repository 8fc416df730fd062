import { useEffect, useMemo, useRef, useState } from "react";
import { useFetcher } from "react-router";
import styles from "#app/interview/room.module.css";
import type { ClockView, RoomView } from "#app/interview/room-view.server.ts";
import { announcementOf, clockAloud, numberInWords, partTimeInWords, spentInWords, wholeTimeInWords } from "#app/interview/time-words.ts";
import { Key } from "#app/ui/key.tsx";
import { useShortcuts } from "#app/ui/shortcuts.tsx";

/** The server's figures, run down by what has passed on this page since. */
function timeAt(clock: ClockView, passedMs: number) {
	const passed = clock.running ? passedMs : 0;
	return {
		partLeftMs: clock.partBudgetMs - clock.partSpentMs - passed,
		partSpentMs: clock.partSpentMs + passed,
		remainingMs: clock.remainingMs === null ? null : Math.max(0, clock.remainingMs - passed),
		limitMs: clock.limitMs,
	};
}

/** Looks at the clock each second, but changes its words each minute. */
function useTime(clock: ClockView, clockAt: number) {
	const [passed, setPassed] = useState(0);
	useEffect(() => {
		const look = () => setPassed(clockAt === 0 ? 0 : Math.max(0, performance.now() - clockAt));
		look();
		const timer = setInterval(look, 1000);
		return () => clearInterval(timer);
	}, [clockAt]);
	return timeAt(clock, passed);
}

export function ClockLine({ view, clock, clockAt }: { view: RoomView; clock: ClockView; clockAt: number }) {
	const time = useTime(clock, clockAt);
	const [hidden, setHidden] = useHidden(view.id, view.hideClock);
	const [spoken, setSpoken] = useState("");
	const extension = useFetcher();
	const timeRef = useRef(time);
	timeRef.current = time;

	// Unasked, it speaks three times in all.
	const before = useRef(time.remainingMs);
	useEffect(() => {
		const [was, is] = [before.current, time.remainingMs];
		before.current = is;
		if (was === null || is === null || time.limitMs === null || hidden) return;
		const words = announcementOf(was, is, time.limitMs);
		if (words) setSpoken(words);
	}, [time.remainingMs, time.limitMs, hidden]);

	// A hidden clock that was asked for shows itself for a moment.
	useEffect(() => {
		if (spoken === "") return;
		const timer = setTimeout(() => setSpoken(""), 10_000);
		return () => clearTimeout(timer);
	}, [spoken]);

	const actions = useMemo(
		() => ({
			// A reader only speaks a text that changes, so the old one goes first.
			hear: () => {
				setSpoken("");
				setTimeout(() => setSpoken(clockAloud(timeRef.current)), 60);
			},
			hide: () => setHidden((is) => !is),
			extend: () => void extension.submit({ intent: "extend" }, { method: "post", action: `/mock/${view.id}` }),
		}),
		[extension.submit, setHidden, view.id],
	);
	const shortcuts = useMemo(
		() => [
			{ keys: "c", label: "Hear the clock", run: actions.hear },
			{ keys: "Shift+C", label: "Hide or show the clock", run: actions.hide },
			...(view.clock.limitMs === null
				? []
				: [{ keys: "x", label: "Five more minutes", run: (event: KeyboardEvent) => !event.repeat && actions.extend() }]),
		],
		[actions, view.clock.limitMs],
	);
	useShortcuts(shortcuts);

	const over = time.partLeftMs <= 0 && time.limitMs !== null;
	return (
		<section className={styles.clock} aria-label="Time">
			<div className={styles.words}>
				{hidden ? (
					<strong>{spoken || "The clock is hidden"}</strong>
				) : (
					<>
						<strong data-over={over || undefined}>
							{time.limitMs === null ? spentInWords(time.partSpentMs) : partTimeInWords(time.partLeftMs)}
						</strong>
						<span className="cap">
							{time.remainingMs === null || time.limitMs === null
								? "No limit, counted by the server"
								: `${wholeTimeInWords(time.remainingMs, time.limitMs)}, counted by the server`}
						</span>
					</>
				)}
				<span className={styles.clockActions}>
					{/* Before scripts load, these two could do nothing. */}
					{clockAt !== 0 && (
						<>
							<button type="button" onClick={actions.hear}>
								<Key>C</Key> hear the clock
							</button>
							<button type="button" onClick={actions.hide}>
								<Key>Shift C</Key> {hidden ? "show it" : "hide it"}
							</button>
						</>
					)}
					{view.clock.limitMs !== null && (
						<extension.Form method="post" action={`/mock/${view.id}`}>
							<button type="submit" name="intent" value="extend">
								<Key>X</Key> five more minutes
							</button>
						</extension.Form>
					)}
				</span>
			</div>
			{!hidden && <Strip parts={view.parts} time={time} />}
			<p className="vh" role="status">
				{spoken}
			</p>
		</section>
	);
}

/** The parts to scale; the ember line is now. */
function Strip({ parts, time }: { parts: RoomView["parts"]; time: { partSpentMs: number } }) {
	const current = parts.findIndex(({ state }) => state === "current");
	const label = `Part ${numberInWords(current + 1)} of ${numberInWords(parts.length)}, ${parts[current]?.title ?? ""}`;
	return (
		<div className={styles.strip} role="img" aria-label={label}>
			{parts.map((part) => {
				const filled = part.state === "current" ? Math.min(1, time.partSpentMs / part.budgetMs) : part.state === "done" ? 1 : 0;
				return (
					<span
						key={part.number}
						className={styles.part}
						data-state={part.state}
						style={{ flexGrow: part.budgetMs, "--filled": filled } as React.CSSProperties}
					>
						<i />
						<small>
							{part.number}. {part.title}
						</small>
					</span>
				);
			})}
		</div>
	);
}

/** Hidden stays hidden in this tab, also through a reload. */
function useHidden(id: string, byDefault: boolean) {
	const [hidden, setHidden] = useState(byDefault);
	const key = `warmstart-clock-${id}`;
	useEffect(() => {
		try {
			const kept = sessionStorage.getItem(key);
			if (kept !== null) setHidden(kept === "hidden");
		} catch {}
	}, [key]);
	const first = useRef(true);
	useEffect(() => {
		if (first.current) {
			first.current = false;
			return;
		}
		try {
			sessionStorage.setItem(key, hidden ? "hidden" : "shown");
		} catch {}
	}, [key, hidden]);
	return [hidden, setHidden] as const;
}
