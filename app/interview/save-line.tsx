import { useEffect, useState } from "react";
import { agoInWords } from "#app/interview/saved-label.ts";
import type { SaveState } from "#app/interview/use-autosave.ts";

/** Whether what is written is safe, in words. Not a live region: nobody wants to hear it at each pause. */
export function SaveLine({ state, tail = "" }: { state: SaveState; tail?: string }) {
	const [now, setNow] = useState<number | null>(null);
	useEffect(() => {
		setNow(Date.now());
		const timer = setInterval(() => setNow(Date.now()), 2000);
		return () => clearInterval(timer);
	}, []);
	const words: Record<SaveState["kind"], string> = {
		untouched: tail === "" ? "Saved while you write" : "",
		typing: "Saving",
		saved: state.kind === "saved" && now !== null ? `Saved ${agoInWords(now - state.at)}` : "Saved",
		offline: "Kept in this tab, trying again",
		conflict: "Not saved: changed elsewhere",
		elsewhere: "Not saved here: open elsewhere",
		over: "Time is over: your last saved words count",
	};
	return <span>{[words[state.kind], tail].filter(Boolean).join(", ")}</span>;
}
