/** The runtime client's own keys. Own variables beside them live as long as one invocation. */
const PROTECTED_KEYS = {
	REQUEST_ID: Symbol.for("_AWS_LAMBDA_REQUEST_ID"),
	X_RAY_TRACE_ID: Symbol.for("_AWS_LAMBDA_X_RAY_TRACE_ID"),
	TENANT_ID: Symbol.for("_AWS_LAMBDA_TENANT_ID"),
};

class InvokeStoreBase {
	static PROTECTED_KEYS = PROTECTED_KEYS;
	isProtectedKey(key: unknown): boolean {
		return key === PROTECTED_KEYS.REQUEST_ID || key === PROTECTED_KEYS.X_RAY_TRACE_ID || key === PROTECTED_KEYS.TENANT_ID;
	}
	get(_key: PropertyKey): unknown {
		return undefined;
	}
	getRequestId(): unknown {
		return this.get(PROTECTED_KEYS.REQUEST_ID) ?? "-";
	}
	getXRayTraceId(): unknown {
		return this.get(PROTECTED_KEYS.X_RAY_TRACE_ID);
	}
	getTenantId(): unknown {
		return this.get(PROTECTED_KEYS.TENANT_ID);
	}
}

/** `awslambda.InvokeStore` from Node.js 24 on, where @aws/lambda-invoke-store finds it: request id and trace id of the invocation. */
export class InvokeStoreSingle extends InvokeStoreBase {
	currentContext: Record<PropertyKey, unknown> | undefined = undefined;
	getContext(): unknown {
		return this.currentContext;
	}
	hasContext(): boolean {
		return this.currentContext !== undefined;
	}
	override get(key: PropertyKey): unknown {
		return this.currentContext?.[key];
	}
	set(key: PropertyKey, value: unknown): void {
		if (this.isProtectedKey(key)) throw new Error(`Cannot modify protected Lambda context field: ${String(key)}`);
		this.currentContext = this.currentContext || {};
		this.currentContext[key] = value;
	}
	run(context: Record<PropertyKey, unknown>, work: () => unknown): unknown {
		this.currentContext = context;
		return work();
	}
}

export const invokeStore = new InvokeStoreSingle();

/** An invocation begins. */
export function enterInvocation(requestId: unknown, traceId: unknown): void {
	invokeStore.currentContext = { [PROTECTED_KEYS.REQUEST_ID]: requestId, [PROTECTED_KEYS.X_RAY_TRACE_ID]: traceId };
}
