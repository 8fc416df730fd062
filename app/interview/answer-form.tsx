import { useEffect, useMemo, useRef, useState } from "react";
import { Form, useNavigation, useSubmit } from "react-router";
import { longestText } from "#app/interview/answers-door.ts";
import styles from "#app/interview/room.module.css";
import type { AskedView } from "#app/interview/room-view.server.ts";
import { SaveLine } from "#app/interview/save-line.tsx";
import { countWords, wordsLabel } from "#app/interview/saved-label.ts";
import { useAutosave } from "#app/interview/use-autosave.ts";
import type { Room } from "#app/interview/use-room.ts";
import { Button } from "#app/ui/button.tsx";
import { Key } from "#app/ui/key.tsx";
import { useShortcuts } from "#app/ui/shortcuts.tsx";

/** The answer to what is asked. A form before scripts load; then saved while it is written. Give it the item as its key. */
export function AnswerForm({
	id,
	asked,
	room,
	moved,
}: {
	id: string;
	asked: AskedView;
	room: Room /** Came after another item. */;
	moved: boolean;
}) {
	const field = useRef<HTMLTextAreaElement>(null);
	const form = useRef<HTMLFormElement>(null);
	const submit = useSubmit();
	const busy = useNavigation().state !== "idle";
	const [words, setWords] = useState(() => countWords(asked.written.text));
	const autosave = useAutosave<string>({
		copyKey: `warmstart-${id}-${asked.item}`,
		stored: asked.written.text,
		revision: asked.written.revision,
		savedAt: asked.written.savedAt,
		read: () => field.current?.value ?? "",
		write: (text) => {
			if (field.current) field.current.value = text;
			setWords(countWords(text));
		},
		save: (text, revision, last) =>
			room.send({ kind: "text", tab: room.tab, item: asked.item, text, revision, ...(last && { last }) }, last),
		onReply: room.onReply,
		enabled: !room.elsewhere && room.tab !== "",
		clock: room.clock,
	});
	const shortcuts = useMemo(
		() => [
			{
				keys: "$mod+Enter",
				label: "Answer",
				whileTyping: true,
				run: () => form.current?.requestSubmit(form.current.querySelector<HTMLButtonElement>("[value=answer]")),
			},
		],
		[],
	);
	useShortcuts(shortcuts);
	// The label of the field speaks the new question.
	useEffect(() => {
		if (moved) field.current?.focus();
	}, [moved]);

	async function send(event: React.FormEvent<HTMLFormElement>) {
		event.preventDefault();
		const button = (event.nativeEvent as SubmitEvent).submitter as HTMLButtonElement | null;
		const data = new FormData(event.currentTarget);
		data.set("revision", String(await autosave.settle()));
		data.set("intent", button?.value === "skip" ? "skip" : "answer");
		await submit(data, { method: "post" });
	}

	return (
		<Form method="post" ref={form} onSubmit={send} className={styles.answer}>
			<input type="hidden" name="item" value={asked.item} />
			<input type="hidden" name="revision" value={asked.written.revision} />
			<input type="hidden" name="tab" value={room.tab} />
			<label className="vh" htmlFor="answer">
				Your answer to: {asked.askedPlain}
			</label>
			<textarea
				id="answer"
				name="text"
				ref={field}
				defaultValue={asked.written.text}
				maxLength={longestText}
				readOnly={room.elsewhere || autosave.state.kind === "over"}
				onInput={(event) => {
					setWords(countWords(event.currentTarget.value));
					autosave.touch();
				}}
			/>
			{autosave.state.kind === "conflict" && (
				<div className={styles.notice} role="alert">
					<p>
						<b>These words were changed in another tab.</b> Nothing was overwritten. The stored text is:
					</p>
					<blockquote>{autosave.state.text || "(empty)"}</blockquote>
					<p className={styles.noticeActions}>
						<Button type="button" onClick={autosave.overrule}>
							Keep mine
						</Button>
						<Button
							type="button"
							onClick={() => {
								if (field.current && autosave.state.kind === "conflict") field.current.value = autosave.state.text;
								autosave.overrule();
							}}
						>
							Take the stored one
						</Button>
					</p>
				</div>
			)}
			<div className={styles.under}>
				<SaveLine state={autosave.state} tail={words > 0 ? wordsLabel(words) : ""} />
				<span>
					<Key>Ctrl Enter</Key> <span aria-hidden="true">sends</span>
				</span>
				<span className={styles.underEnd}>
					<Button name="intent" value="skip" disabled={room.elsewhere || busy}>
						Skip
					</Button>
					<Button name="intent" value="answer" kind="main" disabled={room.elsewhere || busy}>
						Answer
					</Button>
				</span>
			</div>
		</Form>
	);
}
