/** What `require("node:<name>")` gives, or a package of the list. The table of them is evaluated when the first is asked for. */
export function builtin(name: string): object {
	return (require("./builtins.ts") as typeof import("./builtins.ts")).builtin(name);
}
