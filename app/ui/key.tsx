import type { ReactNode } from "react";

/** A key cap beside the action that it triggers. Hidden from readers: the accessible name of the action is enough, and `?` lists all keys. */
export function Key({ children }: { children: ReactNode }) {
	return (
		<span className="key" aria-hidden="true">
			{children}
		</span>
	);
}
