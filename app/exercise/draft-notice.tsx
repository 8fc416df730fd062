import styles from "#app/exercise/exercise.module.css";
import type { Draft } from "#app/exercise/use-draft.ts";
import { Button } from "#app/ui/button.tsx";

/** What has to be decided about the text, when something has: two places wrote it, or a reset can be undone. */
export function DraftNotice({ draft, canUndo, onUndo }: { draft: Draft; canUndo: boolean; onUndo: () => void }) {
	const { sync } = draft.state;
	return (
		<div role="alert" className={styles.notices}>
			{sync.kind === "conflict" && (
				<div className={styles.notice}>
					<p>
						<b>This exercise was changed in another place</b> (revision {sync.theirs.revision}: another tab, or your own editor). Nothing
						was overwritten. What you see here is your text.
					</p>
					<Button type="button" onClick={draft.keepMine}>
						Keep mine
					</Button>
					<Button type="button" onClick={draft.takeTheirs}>
						Take the other
					</Button>
				</div>
			)}
			{canUndo && sync.kind === "saved" && (
				<div className={styles.notice}>
					<p>Back at the start. Your text is in the history.</p>
					<Button
						type="submit"
						form="work"
						name="intent"
						value="undoReset"
						onClick={(event) => {
							event.preventDefault();
							onUndo();
						}}
					>
						Undo the reset
					</Button>
				</div>
			)}
		</div>
	);
}
