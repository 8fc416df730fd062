import { type Options, Parser, type Program } from "acorn";

/** Few names are found faster without an index. */
const FEW = 16;

/** Names that a scope declares. acorn searches them in order, which takes the square of their number: here they are looked up. */
class DeclaredNames extends Array<string> {
	#index: Set<string> | undefined;

	override push(name: string): number {
		const length = super.push(name);
		if (length === FEW) this.#index = new Set(this);
		else this.#index?.add(name);
		return length;
	}
	override indexOf(name: string): number {
		if (!this.#index) return super.indexOf(name);
		return this.#index.has(name) ? 0 : -1;
	}
}

type Scope = { var: string[]; lexical: string[]; functions: string[] };
/** What acorn's plugins see of its parser. */
type Inner = { scopeStack: Scope[]; enterScope(flags: number): void };

const FastParser = Parser.extend((Base) => {
	const Inner = Base as unknown as new (...args: unknown[]) => Inner;
	return class extends Inner {
		override enterScope(flags: number): void {
			super.enterScope(flags);
			const scope = this.scopeStack.at(-1) as Scope;
			scope.var = new DeclaredNames();
			scope.lexical = new DeclaredNames();
			scope.functions = new DeclaredNames();
		}
	} as unknown as typeof Parser;
});

/**
 * Reads JavaScript in a time that grows with its length, whatever it declares.
 * @throws {SyntaxError} With the offset as `pos`; also when the stack is too short for how deeply the text is nested.
 */
export function parseJavaScript(text: string, options: Options): Program {
	return FastParser.parse(text, options);
}
