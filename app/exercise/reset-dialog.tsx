import type { RefObject } from "react";
import styles from "#app/exercise/exercise.module.css";
import { Button } from "#app/ui/button.tsx";

type Props = { ref: RefObject<HTMLDialogElement | null>; file: string | null; onReset: (path?: string) => void };

/** Asks before text is replaced, and says how it comes back. */
export function ResetDialog({ ref, file, onReset }: Props) {
	return (
		<dialog ref={ref} className={styles.dialog} aria-labelledby="reset-title">
			<h2 id="reset-title">Back to the start?</h2>
			<p>Your text is replaced by what the exercise began with. It stays in the history, and Undo brings it back.</p>
			<form method="dialog" className={styles.dialogButtons}>
				<Button type="submit">Keep my text</Button>
				{file !== null && (
					<Button type="submit" onClick={() => onReset(file)}>
						Reset {file}
					</Button>
				)}
				<Button type="submit" kind="main" onClick={() => onReset()}>
					{file === null ? "Reset" : "Reset all files"}
				</Button>
			</form>
		</dialog>
	);
}
