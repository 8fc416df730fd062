import { useRef } from "react";
import { longestText } from "#app/interview/answers-door.ts";
import { notesItem } from "#app/interview/marks.ts";
import styles from "#app/interview/room.module.css";
import type { Written } from "#app/interview/room-view.server.ts";
import { SaveLine } from "#app/interview/save-line.tsx";
import { useAutosave } from "#app/interview/use-autosave.ts";
import type { Room } from "#app/interview/use-room.ts";
import { Button } from "#app/ui/button.tsx";

/** A page for notes, as one may have on the table. It is kept, but never marked. */
export function Notes({ id, notes, room }: { id: string; notes: Written; room: Room }) {
	const field = useRef<HTMLTextAreaElement>(null);
	const autosave = useAutosave<string>({
		copyKey: `warmstart-${id}-${notesItem}`,
		stored: notes.text,
		revision: notes.revision,
		savedAt: notes.savedAt,
		read: () => field.current?.value ?? "",
		write: (text) => {
			if (field.current) field.current.value = text;
		},
		save: (text, revision, last) =>
			room.send({ kind: "text", tab: room.tab, item: notesItem, text, revision, ...(last && { last }) }, last),
		onReply: room.onReply,
		enabled: !room.elsewhere && room.tab !== "",
		clock: room.clock,
	});
	return (
		<section>
			<h2>
				<label htmlFor="notes">Your notes</label>
			</h2>
			<form method="post">
				<input type="hidden" name="revision" value={notes.revision} />
				<textarea
					id="notes"
					name="text"
					ref={field}
					className={styles.notes}
					defaultValue={notes.text}
					maxLength={longestText}
					readOnly={room.elsewhere}
					onInput={autosave.touch}
					onBlur={() => void autosave.flush()}
				/>
				{room.tab === "" ? (
					<Button kind="quiet" name="intent" value="notes">
						Save the notes
					</Button>
				) : (
					<p className="cap">
						<SaveLine state={autosave.state} tail={autosave.state.kind === "untouched" ? "Only for you; never marked." : ""} />
						{autosave.state.kind === "conflict" && (
							<Button kind="quiet" type="button" onClick={autosave.overrule}>
								Keep mine
							</Button>
						)}
					</p>
				)}
			</form>
		</section>
	);
}
