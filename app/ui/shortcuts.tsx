import { createContext, type ReactNode, useContext, useEffect, useLayoutEffect, useMemo, useRef, useState } from "react";
import { tinykeys } from "tinykeys";

/** `keys` in tinykeys' notation: "Space", "g h", "$mod+Enter". */
export type Shortcut = {
	keys: string;
	label: string;
	run: (event: KeyboardEvent) => void;
	/** Works while typing, too; needs a modifier. */
	whileTyping?: boolean;
};

type Registry = { add: (shortcuts: readonly Shortcut[]) => () => void; enabled: boolean };
const ShortcutContext = createContext<Registry | null>(null);

function isTyping(target: EventTarget | null): boolean {
	if (!(target instanceof HTMLElement)) return false;
	return target.isContentEditable || ["INPUT", "TEXTAREA", "SELECT"].includes(target.tagName) || target.closest(".monaco-editor") !== null;
}

/** A button or link with focus owns Space and Enter. */
function ownsKey(event: KeyboardEvent): boolean {
	if (!(event.target instanceof HTMLElement) || (event.key !== " " && event.key !== "Enter")) return false;
	return event.target.closest("a[href], button, summary, [role=button], [role=tab]") !== null;
}

/** Within this time two keys are a sequence; tinykeys' own default. */
const sequenceMs = 1000;

/** What a person presses, from tinykeys' notation: "$mod+Enter" is Ctrl Enter. */
export function shownKeys(keys: string): string {
	return keys
		.replace("$mod", "Ctrl")
		.replace("Shift+Slash", "?")
		.replace(/Key([A-Z])/g, "$1")
		.replace(/Digit(\d)/g, "$1")
		.replaceAll("+", " ");
}

/**
 * Holds every shortcut of the page in one registry, so that the list under `?` is never out of date.
 * @param enabled Single-letter keys can be switched off in the settings (WCAG 2.1.4); keys with a modifier stay.
 */
export function ShortcutProvider({ children, enabled }: { children: ReactNode; enabled: boolean }) {
	const [groups, setGroups] = useState<readonly (readonly Shortcut[])[]>([]);
	const dialog = useRef<HTMLDialogElement>(null);
	const registry = useMemo<Registry>(
		() => ({
			enabled,
			add: (shortcuts) => {
				setGroups((before) => [...before, shortcuts]);
				return () => setGroups((before) => before.filter((group) => group !== shortcuts));
			},
		}),
		[enabled],
	);

	// "g s" must not press "s" as well: a letter that ends a sequence on time is not a key by itself.
	const keys = useRef<{ last: string; before: string; at: number }>({ last: "", before: "", at: 0 });
	useEffect(() => {
		const remember = (event: KeyboardEvent) => {
			const now = performance.now();
			keys.current = { last: event.key, before: now - keys.current.at < sequenceMs ? keys.current.last : "", at: now };
		};
		window.addEventListener("keydown", remember, { capture: true });
		return () => window.removeEventListener("keydown", remember, { capture: true });
	}, []);

	// Layout effects run in the commit that shows the page: no key is lost between the moment a card is seen and the moment its keys work.
	useLayoutEffect(() => {
		const all: Shortcut[] = [...groups.flat(), { keys: "Shift+?", label: "This list", run: () => dialog.current?.showModal() }];
		const bindings: Record<string, (event: KeyboardEvent) => void> = {};
		for (const shortcut of all) {
			bindings[shortcut.keys] = (event) => {
				const modified = shortcut.keys.includes("$mod");
				if (!enabled && !modified) return;
				if (isTyping(event.target) && !shortcut.whileTyping) return;
				if (ownsKey(event) && !modified) return;
				if (dialog.current?.open) return;
				if (!shortcut.keys.includes(" ") && all.some(({ keys: other }) => other === `${keys.current.before} ${keys.current.last}`)) return;
				event.preventDefault();
				shortcut.run(event);
			};
		}
		return tinykeys(window, bindings);
	}, [groups, enabled]);

	return (
		<ShortcutContext value={registry}>
			{children}
			<dialog ref={dialog} className="keys-dialog" aria-labelledby="keys-title">
				<h2 id="keys-title">Keys on this page</h2>
				<dl>
					{groups.flat().map((shortcut) => (
						<div key={shortcut.keys + shortcut.label}>
							<dt>
								<kbd className="key">{shownKeys(shortcut.keys)}</kbd>
							</dt>
							<dd>{shortcut.label}</dd>
						</div>
					))}
				</dl>
				<form method="dialog">
					<button type="submit" className="btn">
						Close
					</button>
				</form>
			</dialog>
		</ShortcutContext>
	);
}

/** Registers shortcuts for as long as the component is shown. Pass a memoised list, or one whose actions only use refs. */
export function useShortcuts(shortcuts: readonly Shortcut[]): void {
	const registry = useContext(ShortcutContext);
	useLayoutEffect(() => registry?.add(shortcuts), [registry, shortcuts]);
}
