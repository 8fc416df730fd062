/** Brands as V8 has them: a method of the class reads the hidden part, or throws. What `Symbol.toStringTag` says does not count. */
function branded(read: (value: never) => unknown): (value: unknown) => boolean {
	return (value) => {
		if (typeof value !== "object" || value === null) return false;
		try {
			read(value as never);
			return true;
		} catch {
			return false;
		}
	};
}

function reader(prototype: object, name: string): (value: never) => unknown {
	const found = Object.getOwnPropertyDescriptor(prototype, name);
	const method = found?.get ?? (found?.value as (...args: unknown[]) => unknown);
	return (value) => Reflect.apply(method, value, []);
}

/** For what has no hidden part that can be read without changing it. */
function tagged(...tags: string[]): (value: unknown) => boolean {
	return (value) => tags.includes(Object.prototype.toString.call(value).slice(8, -1));
}

const typedArrayTag = Object.getOwnPropertyDescriptor(Object.getPrototypeOf(Uint8Array.prototype), Symbol.toStringTag)
	?.get as () => unknown;
const typedArray = (name: string) => (value: unknown) => Reflect.apply(typedArrayTag, value, []) === name;

const isArrayBuffer = branded(reader(ArrayBuffer.prototype, "byteLength"));
const isNumberObject = branded(reader(Number.prototype, "valueOf"));
const isStringObject = branded(reader(String.prototype, "valueOf"));
const isBooleanObject = branded(reader(Boolean.prototype, "valueOf"));
const isBigIntObject = branded(reader(BigInt.prototype, "valueOf"));
const isSymbolObject = branded(reader(Symbol.prototype, "valueOf"));

/** Whether a value is a key; told by node:crypto once it is there, since before there are none. */
export const brands = { isKeyObject: (_: unknown) => false, isCryptoKey: (_: unknown) => false };

/** node:util/types. */
export const types = {
	isAsyncFunction: tagged("AsyncFunction", "AsyncGeneratorFunction"),
	isGeneratorFunction: tagged("GeneratorFunction", "AsyncGeneratorFunction"),
	isGeneratorObject: tagged("Generator", "AsyncGenerator"),
	isArgumentsObject: tagged("Arguments"),
	isMapIterator: tagged("Map Iterator"),
	isSetIterator: tagged("Set Iterator"),
	isPromise: (value: unknown) => value instanceof Promise,
	isProxy: () => false,
	isExternal: () => false,
	isCryptoKey: (value: unknown) => brands.isCryptoKey(value),
	isKeyObject: (value: unknown) => brands.isKeyObject(value),
	isModuleNamespaceObject: tagged("Module"),
	isDate: branded(reader(Date.prototype, "getTime")),
	isRegExp: branded((value) => Reflect.apply(RegExp.prototype.exec, value, [""])),
	isMap: branded(reader(Map.prototype, "size")),
	isSet: branded(reader(Set.prototype, "size")),
	isWeakMap: branded((value) => Reflect.apply(WeakMap.prototype.has, value, [{}])),
	isWeakSet: branded((value) => Reflect.apply(WeakSet.prototype.has, value, [{}])),
	isNativeError: (value: unknown) => value instanceof Error,
	isTypedArray: (value: unknown) => ArrayBuffer.isView(value) && !(value instanceof DataView),
	isUint8Array: typedArray("Uint8Array"),
	isUint8ClampedArray: typedArray("Uint8ClampedArray"),
	isUint16Array: typedArray("Uint16Array"),
	isUint32Array: typedArray("Uint32Array"),
	isInt8Array: typedArray("Int8Array"),
	isInt16Array: typedArray("Int16Array"),
	isInt32Array: typedArray("Int32Array"),
	isFloat16Array: typedArray("Float16Array"),
	isFloat32Array: typedArray("Float32Array"),
	isFloat64Array: typedArray("Float64Array"),
	isBigInt64Array: typedArray("BigInt64Array"),
	isBigUint64Array: typedArray("BigUint64Array"),
	isArrayBuffer,
	isAnyArrayBuffer: isArrayBuffer,
	isSharedArrayBuffer: () => false,
	isArrayBufferView: ArrayBuffer.isView,
	isDataView: branded(reader(DataView.prototype, "byteLength")),
	isNumberObject,
	isStringObject,
	isBooleanObject,
	isBigIntObject,
	isSymbolObject,
	isBoxedPrimitive: (value: unknown) =>
		isNumberObject(value) || isStringObject(value) || isBooleanObject(value) || isBigIntObject(value) || isSymbolObject(value),
};
