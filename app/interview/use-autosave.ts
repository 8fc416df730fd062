import { useCallback, useEffect, useRef, useState } from "react";
import type { Reply } from "#app/interview/answers-door.ts";

export type SaveState =
	| { kind: "untouched" }
	| { kind: "typing" }
	| { kind: "saved"; at: number }
	| { kind: "offline" }
	| { kind: "conflict"; text: string; revision: number }
	| { kind: "elsewhere" }
	| { kind: "over" };

export type Autosave = {
	state: SaveState;
	/** Tells that the value has changed. */
	touch: () => void;
	/** Waits for a save under way and starts no further one: a form is about to send the value itself. @returns The revision to build on. */
	settle: () => Promise<number>;
	/** Saves what has changed at once. */
	flush: () => Promise<void>;
	/** Ends a conflict: keeps the value of this tab, on top of the stored one. */
	overrule: () => void;
};

const debounceMs = 500;
/** Whoever types without a pause is saved all the same. */
const longestWaitMs = 2000;
const retryMs = 4000;
const lastCallMs = 700;
const longestTimerMs = 24 * 3_600_000;

type Options<Value> = {
	/** Names the copy that this tab keeps until the server has confirmed it. */
	copyKey: string;
	/** As the server stored it, with the revision it had then. */
	stored: Value;
	revision: number;
	savedAt: number | null;
	read: () => Value;
	write: (value: Value) => void;
	/** @throws When the server cannot be reached. */
	save: (value: Value, revision: number, last: boolean) => Promise<Reply>;
	onReply: (reply: Reply) => void;
	/** Nothing is saved while another tab is in use. */
	enabled: boolean;
	/** The clock that will end the interview: the last words are sent before it does. */
	clock: { running: boolean; remainingMs: number | null };
};

/** Saves a value while it is being written: half a second after the last change, every two seconds at least, and when the page goes. */
export function useAutosave<Value>(options: Options<Value>): Autosave {
	const latest = useRef(options);
	latest.current = options;
	const revision = useRef(options.revision);
	const dirty = useRef(false);
	const dirtySince = useRef(0);
	const leaving = useRef(false);
	const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
	const underWay = useRef<Promise<void> | null>(null);
	const [state, setState] = useState<SaveState>(options.savedAt === null ? { kind: "untouched" } : { kind: "saved", at: options.savedAt });

	const take = useCallback((reply: Reply, value: Value) => {
		const { read, copyKey, onReply } = latest.current;
		if (reply.status === "saved") {
			revision.current = reply.revision;
			if (JSON.stringify(read()) === JSON.stringify(value)) {
				dirty.current = false;
				// The next page may have been made just before this save; it finds the copy, compares, and forgets it.
				if (!leaving.current) forget(copyKey);
				setState({ kind: "saved", at: Date.now() });
			} else dirtySince.current = Date.now();
		} else if (reply.status === "conflict") setState({ kind: "conflict", text: reply.text, revision: reply.revision });
		else setState({ kind: reply.status });
		onReply(reply);
	}, []);

	const push = useCallback(
		async (last: boolean) => {
			const { read, save, copyKey } = latest.current;
			const value = read();
			remember(copyKey, { value, revision: revision.current });
			try {
				take(await save(value, revision.current, last), value);
			} catch {
				setState({ kind: "offline" });
				clearTimeout(timer.current);
				timer.current = setTimeout(() => void flushRef.current(), retryMs);
			}
		},
		[take],
	);

	const flush = useCallback(async () => {
		clearTimeout(timer.current);
		await underWay.current;
		if (!dirty.current || !latest.current.enabled) return;
		underWay.current = push(false).finally(() => {
			underWay.current = null;
		});
		await underWay.current;
		// More was written meanwhile.
		if (dirty.current) schedule.current();
	}, [push]);
	const flushRef = useRef(flush);
	flushRef.current = flush;

	const schedule = useRef(() => {});
	schedule.current = () => {
		clearTimeout(timer.current);
		const waited = Date.now() - dirtySince.current;
		timer.current = setTimeout(() => void flushRef.current(), Math.max(0, Math.min(debounceMs, longestWaitMs - waited)));
	};

	const touch = useCallback(() => {
		const { copyKey, read } = latest.current;
		if (!dirty.current) dirtySince.current = Date.now();
		dirty.current = true;
		leaving.current = false;
		remember(copyKey, { value: read(), revision: revision.current });
		setState((before) =>
			before.kind === "conflict" || before.kind === "elsewhere" || before.kind === "over" ? before : { kind: "typing" },
		);
		schedule.current();
	}, []);

	// What was written before the scripts came, or was on its way when the page went.
	useEffect(() => {
		const { copyKey, read, write, stored } = latest.current;
		const copy = recall<Value>(copyKey);
		if (copy && JSON.stringify(copy.value) !== JSON.stringify(read())) {
			write(copy.value);
			if (copy.revision === revision.current) touch();
			else setState({ kind: "conflict", text: typeof stored === "string" ? stored : "", revision: revision.current });
			return;
		}
		if (copy) forget(copyKey);
		if (JSON.stringify(read()) !== JSON.stringify(stored)) touch();
	}, [touch]);

	useEffect(() => {
		const leave = () => {
			leaving.current = true;
			if (!dirty.current || !latest.current.enabled) return;
			clearTimeout(timer.current);
			void push(true);
		};
		const hide = () => document.visibilityState === "hidden" && leave();
		window.addEventListener("beforeunload", leave);
		window.addEventListener("pagehide", leave);
		document.addEventListener("visibilitychange", hide);
		return () => {
			clearTimeout(timer.current);
			window.removeEventListener("beforeunload", leave);
			window.removeEventListener("pagehide", leave);
			document.removeEventListener("visibilitychange", hide);
		};
	}, [push]);

	// A form that was sent has saved what this page shows.
	useEffect(() => {
		if (!dirty.current) revision.current = Math.max(revision.current, options.revision);
	}, [options.revision]);

	const { running, remainingMs } = options.clock;
	useEffect(() => {
		if (!running || remainingMs === null || remainingMs > longestTimerMs) return;
		const timer = setTimeout(() => void flushRef.current(), Math.max(0, remainingMs - lastCallMs));
		return () => clearTimeout(timer);
	}, [running, remainingMs]);

	const settle = useCallback(async () => {
		clearTimeout(timer.current);
		await underWay.current;
		dirty.current = false;
		leaving.current = false;
		forget(latest.current.copyKey);
		return revision.current;
	}, []);

	const overrule = useCallback(() => {
		setState((before) => {
			if (before.kind === "conflict") revision.current = before.revision;
			return { kind: "typing" };
		});
		dirty.current = true;
		dirtySince.current = Date.now();
		// After the new revision is known.
		timer.current = setTimeout(() => void flushRef.current(), 50);
	}, []);

	return { state, touch, settle, flush, overrule };
}

type Copy<Value> = { value: Value; revision: number };

function remember<Value>(key: string, copy: Copy<Value>): void {
	try {
		sessionStorage.setItem(key, JSON.stringify(copy));
	} catch {
		// Storage may be full or forbidden; the server still has the last save.
	}
}

function forget(key: string): void {
	try {
		sessionStorage.removeItem(key);
	} catch {}
}

function recall<Value>(key: string): Copy<Value> | null {
	try {
		const found = sessionStorage.getItem(key);
		return found ? (JSON.parse(found) as Copy<Value>) : null;
	} catch {
		return null;
	}
}
