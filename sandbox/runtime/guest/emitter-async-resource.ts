import { AsyncResource } from "./async-hooks.ts";
import { EventEmitter } from "./event-emitter.ts";
import { validateString } from "./validate.ts";

type Options = { name?: string; triggerAsyncId?: number; captureRejections?: boolean };

class ReferencingResource extends AsyncResource {
	readonly eventEmitter: object;
	constructor(emitter: object, type: string) {
		super(type);
		this.eventEmitter = emitter;
	}
}

/** Of node:events: listeners run in the context in which the emitter was made. */
export class EventEmitterAsyncResource extends EventEmitter {
	#resource: ReferencingResource;
	constructor(given?: Options | string) {
		const options = typeof given === "string" ? undefined : given;
		if (typeof given !== "string" && new.target === EventEmitterAsyncResource) validateString(options?.name, "options.name");
		super(options);
		this.#resource = new ReferencingResource(this, typeof given === "string" ? given : (options?.name ?? new.target.name));
	}
	override emit(name: string | symbol, ...args: unknown[]): boolean {
		return this.#resource.runInAsyncScope(super.emit as (...given: never[]) => boolean, this, name, ...args);
	}
	emitDestroy(): void {
		this.#resource.emitDestroy();
	}
	get asyncId(): number {
		return this.#resource.asyncId();
	}
	get triggerAsyncId(): number {
		return this.#resource.triggerAsyncId();
	}
	get asyncResource(): ReferencingResource {
		return this.#resource;
	}
}
