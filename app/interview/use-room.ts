import { useCallback, useEffect, useRef, useState } from "react";
import { useRevalidator } from "react-router";
import type { Message, Reply } from "#app/interview/answers-door.ts";
import type { ClockView } from "#app/interview/room-view.server.ts";

type PresenceReply = { holder: "yours" | "elsewhere"; over: boolean; clock: ClockView };

export type Room = {
	tab: string;
	clock: ClockView;
	/** By this page's own count, when `clock` was true. */
	clockAt: number;
	elsewhere: boolean;
	takeOver: () => void;
	/** Grows when this tab took over: what it shows must be read anew. */
	epoch: number;
	send: (message: Message, last?: boolean) => Promise<Reply>;
	onReply: (reply: Reply) => void;
};

/** The page's line to the server: reports that the learner is here, learns the time, and knows whether another tab has taken over. */
export function useRoom(id: string, clock: ClockView): Room {
	const [tab, setTab] = useState("");
	const [heard, setHeard] = useState({ clock, at: 0 });
	const [elsewhere, setElsewhere] = useState(false);
	const [epoch, setEpoch] = useState(0);
	const { revalidate } = useRevalidator();
	const tabRef = useRef("");

	useEffect(() => setHeard({ clock, at: performance.now() }), [clock]);

	const post = useCallback(
		async (message: Message, last = false) => {
			const response = await fetch(`/mock/${id}/answers`, {
				method: "POST",
				headers: { "Content-Type": "application/json" },
				body: JSON.stringify(message),
				keepalive: last,
			});
			if (!response.ok) throw new Error(`The server answered ${response.status}`);
			return response.json();
		},
		[id],
	);

	const report = useCallback(
		async (take: boolean) => {
			try {
				const reply: PresenceReply = await post({ kind: "present", tab: tabRef.current, ...(take && { take }) });
				setHeard({ clock: reply.clock, at: performance.now() });
				if (reply.over || take) await revalidate();
				if (take) setEpoch((before) => before + 1);
				setElsewhere(reply.holder === "elsewhere");
			} catch {
				// The next report is ten seconds away; drafts say by themselves that the server is out of reach.
			}
		},
		[post, revalidate],
	);

	useEffect(() => {
		tabRef.current = tabName();
		setTab(tabRef.current);
		void report(false);
		const timer = setInterval(() => document.visibilityState === "visible" && void report(false), clock.heartbeatMs);
		const leave = () => void post({ kind: "away", tab: tabRef.current }, true).catch(() => {});
		const change = () => (document.visibilityState === "hidden" ? leave() : void report(false));
		document.addEventListener("visibilitychange", change);
		window.addEventListener("pagehide", leave);
		return () => {
			clearInterval(timer);
			document.removeEventListener("visibilitychange", change);
			window.removeEventListener("pagehide", leave);
		};
	}, [report, post, clock.heartbeatMs]);

	// The server ends the interview; the page only knows when to ask.
	useEffect(() => {
		const { remainingMs, running } = heard.clock;
		if (!running || remainingMs === null || remainingMs > 24 * 3_600_000) return;
		const timer = setTimeout(() => void revalidate(), remainingMs + 250);
		return () => clearTimeout(timer);
	}, [heard, revalidate]);

	const onReply = useCallback(
		(reply: Reply) => {
			if (reply.status === "elsewhere") setElsewhere(true);
			if (reply.status === "over") void revalidate();
		},
		[revalidate],
	);

	return { tab, clock: heard.clock, clockAt: heard.at, elsewhere, takeOver: () => void report(true), epoch, send: post, onReply };
}

/** A reload keeps the name; another tab, even one of the same address, has its own. */
function tabName(): string {
	const key = "warmstart-tab";
	try {
		const known = sessionStorage.getItem(key);
		if (known) return known;
		const name = crypto.randomUUID();
		sessionStorage.setItem(key, name);
		return name;
	} catch {
		return crypto.randomUUID();
	}
}
