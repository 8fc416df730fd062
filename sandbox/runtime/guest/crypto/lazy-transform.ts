import { streamModule } from "../stream.ts";

type TransformClass = { prototype: object; call(self: object, options: object): void };

const methods =
	"_events addListener on once off emit removeListener removeAllListeners listeners listenerCount eventNames prependListener write end pipe unpipe read push resume pause isPaused setEncoding setDefaultEncoding destroy cork uncork iterator map filter forEach toArray reduce compose".split(
		" ",
	);
const states =
	"_readableState _writableState readable writable destroyed closed errored readableEnded writableEnded writableFinished readableFlowing readableLength writableLength readableObjectMode writableObjectMode readableHighWaterMark writableHighWaterMark writableNeedDrain".split(
		" ",
	);

/**
 * Hashes and ciphers are streams in Node.js, but hardly anyone uses them as such. They become streams when something of a stream is asked
 * of them: only then are the streams of the library evaluated.
 */
export class LazyTransform {
	declare _options: object | undefined;
	constructor(options?: object) {
		Object.defineProperty(this, "_options", { value: options, writable: true, configurable: true });
	}
}

const started = new WeakSet<object>();

/** From now on every hash and cipher inherits from stream.Transform. */
function becomeStreams(): void {
	const { Transform } = streamModule() as { Transform: TransformClass };
	if (Object.getPrototypeOf(LazyTransform.prototype) === Transform.prototype) return;
	for (const name of [...methods, Symbol.asyncIterator]) delete (LazyTransform.prototype as unknown as Record<PropertyKey, unknown>)[name];
	for (const name of states) delete (LazyTransform.prototype as unknown as Record<PropertyKey, unknown>)[name];
	Object.setPrototypeOf(LazyTransform.prototype, Transform.prototype);
	for (const name of ["_readableState", "_writableState", "_events"]) defineLazy(name);
}

/** Makes one of them a stream. */
function start(self: LazyTransform): void {
	becomeStreams();
	if (started.has(self)) return;
	started.add(self);
	for (const name of ["_readableState", "_writableState", "_events"])
		Object.defineProperty(self, name, { value: undefined, writable: true, configurable: true, enumerable: true });
	const { Transform } = streamModule() as { Transform: TransformClass };
	Transform.call(self, { ...self._options });
}

function defineLazy(name: PropertyKey): void {
	Object.defineProperty(LazyTransform.prototype, name, {
		get(this: LazyTransform) {
			if (this === LazyTransform.prototype || !(this instanceof LazyTransform)) return undefined;
			start(this);
			return (this as unknown as Record<PropertyKey, unknown>)[name];
		},
		set(this: LazyTransform, value: unknown) {
			Object.defineProperty(this, name, { value, writable: true, configurable: true, enumerable: true });
		},
		configurable: true,
		enumerable: false,
	});
}

for (const name of [...methods, ...states, Symbol.asyncIterator]) defineLazy(name);
