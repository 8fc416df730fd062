import { bare, defineProperty } from "../primordials.ts";

/** Names that have a code (Web IDL), with the constant that stands for it. */
const codes: readonly (readonly [name: string, constant: string])[] = [
	["IndexSizeError", "INDEX_SIZE_ERR"],
	["DOMStringSizeError", "DOMSTRING_SIZE_ERR"],
	["HierarchyRequestError", "HIERARCHY_REQUEST_ERR"],
	["WrongDocumentError", "WRONG_DOCUMENT_ERR"],
	["InvalidCharacterError", "INVALID_CHARACTER_ERR"],
	["NoDataAllowedError", "NO_DATA_ALLOWED_ERR"],
	["NoModificationAllowedError", "NO_MODIFICATION_ALLOWED_ERR"],
	["NotFoundError", "NOT_FOUND_ERR"],
	["NotSupportedError", "NOT_SUPPORTED_ERR"],
	["InUseAttributeError", "INUSE_ATTRIBUTE_ERR"],
	["InvalidStateError", "INVALID_STATE_ERR"],
	["SyntaxError", "SYNTAX_ERR"],
	["InvalidModificationError", "INVALID_MODIFICATION_ERR"],
	["NamespaceError", "NAMESPACE_ERR"],
	["InvalidAccessError", "INVALID_ACCESS_ERR"],
	["ValidationError", "VALIDATION_ERR"],
	["TypeMismatchError", "TYPE_MISMATCH_ERR"],
	["SecurityError", "SECURITY_ERR"],
	["NetworkError", "NETWORK_ERR"],
	["AbortError", "ABORT_ERR"],
	["URLMismatchError", "URL_MISMATCH_ERR"],
	["QuotaExceededError", "QUOTA_EXCEEDED_ERR"],
	["TimeoutError", "TIMEOUT_ERR"],
	["InvalidNodeTypeError", "INVALID_NODE_TYPE_ERR"],
	["DataCloneError", "DATA_CLONE_ERR"],
];
const codeOf = bare<Record<string, number>>({});
for (let n = 0; n < codes.length; n++) codeOf[codes[n]?.[0] as string] = n + 1;

const NativeError = Error;
const { captureStackTrace } = Error as unknown as { captureStackTrace(error: object, above?: unknown): void };

/** The global DOMException. */
export class DOMException extends NativeError {
	#name: string;
	#message: string;

	/** @param options A name, or an object with `name` and `cause`. */
	constructor(message: unknown = "", options: unknown = "Error") {
		super(`${message}`);
		this.#message = `${message}`;
		const given = typeof options === "object" && options !== null ? (options as { name?: unknown; cause?: unknown }) : { name: options };
		this.#name = given.name === undefined ? "Error" : `${given.name}`;
		if ("cause" in given) defineProperty(this, "cause", { value: given.cause, configurable: true, enumerable: false, writable: true });
		// Once more, now that the first line can name the error.
		captureStackTrace(this, DOMException);
		delete (this as { message?: string }).message;
	}
	override get name(): string {
		return this.#name;
	}
	override get message(): string {
		return this.#message;
	}
	get code(): number {
		return codeOf[this.#name] ?? 0;
	}
	get [Symbol.toStringTag](): string {
		return "DOMException";
	}
}
for (const name of ["name", "message", "code"]) {
	const descriptor = Object.getOwnPropertyDescriptor(DOMException.prototype, name) as PropertyDescriptor;
	defineProperty(DOMException.prototype, name, { ...descriptor, enumerable: true });
}
for (let n = 0; n < codes.length; n++) {
	const constant = { value: n + 1, enumerable: true, configurable: false, writable: false };
	defineProperty(DOMException, codes[n]?.[1] as string, constant);
	defineProperty(DOMException.prototype, codes[n]?.[1] as string, constant);
}
