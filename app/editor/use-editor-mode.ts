import { useEffect, useState } from "react";

/**
 * How code is edited: by nothing yet (the server's drawing), by Monaco, or in a plain field where Monaco does not work (touch, small screens)
 * or is not wanted.
 */
export type EditorMode = "static" | "monaco" | "plain";

const key = "warmstart.editor";

function storedChoice(): EditorMode | null {
	try {
		const choice = localStorage.getItem(key);
		return choice === "monaco" || choice === "plain" ? choice : null;
	} catch {
		return null;
	}
}

export function useEditorMode(): { mode: EditorMode; canChoose: boolean; choose: (mode: "monaco" | "plain") => void } {
	const [mode, setMode] = useState<EditorMode>("static");
	const [canChoose, setCanChoose] = useState(false);
	useEffect(() => {
		const coarse = matchMedia("(pointer: coarse), (max-width: 44rem)").matches;
		setCanChoose(!coarse);
		setMode(coarse ? "plain" : (storedChoice() ?? "monaco"));
	}, []);
	return {
		mode,
		canChoose,
		choose: (chosen) => {
			setMode(chosen);
			try {
				localStorage.setItem(key, chosen);
			} catch {
				// The choice holds for this page.
			}
		},
	};
}
