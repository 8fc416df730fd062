import { RandomStream } from "#sandbox/kernel/random.ts";
import { arnOf } from "#sandbox/stack/arn.ts";
import type { StackBucket, StackNotification } from "#sandbox/stack/s3.ts";
import type { Lineage } from "#sandbox/trace/invocation-source.ts";
import type { Cloud } from "../cloud.ts";
import type { DeliveryResult } from "../delivery.ts";
import { backOff } from "../sending/retry-plan.ts";
import { sendWithRetries } from "../sending/send-with-retries.ts";
import { configurationProblems, isWanted } from "./notification-configuration.ts";
import { busEvent, notificationBody, type ObjectChange, testEvent } from "./notification-record.ts";
import { type Creation, etagOf, type ObjectHeaders, ObjectStore, type StoredObject } from "./object-store.ts";

/** Until a notification leaves: usually within seconds, and in no order (L307). AWS publishes no figures; drawn evenly. */
const SHORTEST_LATENCY_MS = 100;
const LONGEST_LATENCY_MS = 1_000;
/** How long S3 goes on sending to a target that is not there for the moment is not published. */
const RETRY = { maximumEventAgeSeconds: 86_400, maximumRetryAttempts: 185 };

const PRINCIPAL = "s3.amazonaws.com";

/** What led to a change, how reports name it, and how often each notification of it arrives. */
export type ChangeOrigin = { label?: string | undefined; lineage?: Lineage | undefined; deliveries?: number | undefined };
export type PutObject = {
	key: string;
	body: string | Buffer;
	/** Size that is told, when it is not that of the body. */
	bytes?: number | undefined;
	how?: Creation;
	/** Of a multipart upload, by whose digests its ETag is made. */
	parts?: readonly Buffer[];
	headers?: ObjectHeaders;
	tagging?: string;
};

export type Bucket = { readonly stack: StackBucket; readonly notifications: StackNotification[]; readonly store: ObjectStore };

/** Buckets, as far as their notifications need them (L307-L312): objects with size, etag and version, and who is told. */
export class S3Service {
	#cloud: Cloud;
	#ids: RandomStream;
	#latency: RandomStream;
	#backOff: RandomStream;
	#buckets = new Map<string, Bucket>();
	#changes = 0n;

	constructor(cloud: Cloud) {
		this.#cloud = cloud;
		const { seed } = cloud.run.scenario;
		this.#ids = new RandomStream(seed, "s3 requests");
		this.#latency = new RandomStream(seed, "s3 latency");
		this.#backOff = new RandomStream(seed, "s3 back-off");
		for (const bucket of cloud.stack.buckets) this.#deploy(bucket);
		const names = new Map(cloud.stack.buckets.map(({ id, name }) => [id, name]));
		cloud.accept("s3", ({ bucket, action, key, body, bytes, deliveries }, label) => {
			const name = names.get(bucket) ?? bucket;
			if (action === "delete") this.remove(name, key, { label, deliveries });
			else this.put(name, { key, body, bytes, how: creations[action] }, { label, deliveries });
		});
	}

	#deploy(bucket: StackBucket): void {
		const { recorder, simulation } = this.#cloud.run;
		const problems = new Map(configurationProblems(bucket).map(({ id, message }) => [id, message]));
		for (const [notification, message] of problems)
			recorder.record({ at: simulation.now, kind: "bucket.notificationRefused", bucket: bucket.name, notification, message });
		const notifications = bucket.notifications.filter(({ id }) => !problems.has(id));
		this.#buckets.set(bucket.name, { stack: bucket, notifications, store: new ObjectStore(bucket.versioning) });
		this.#cloud.register(bucket.arn, {
			receive: ({ key, body, lineage }) => this.put(bucket.name, { key: key ?? this.#ids.uuid(), body }, { lineage }),
		});
		for (const { id, targetArn } of notifications) if (!isFunction(targetArn)) this.#announce(bucket, id, targetArn);
	}

	/** A new configuration sends its queue or topic a test event (L311). */
	#announce(bucket: StackBucket, id: string, targetArn: string): void {
		const { simulation } = this.#cloud.run;
		simulation.at(Math.max(0, simulation.now), () => {
			const ids = { requestId: this.#requestId(), hostId: this.#hostId() };
			this.#send(bucket, targetArn, `s3:TestEvent ${id}`, testEvent(bucket, this.#time(), ids), undefined);
		});
	}

	bucket(name: string): Bucket | undefined {
		return this.#buckets.get(name);
	}

	/** All buckets, in the order of the template. */
	get buckets(): Bucket[] {
		return [...this.#buckets.values()];
	}

	/**
	 * Creates an object, or replaces it.
	 * @returns Its version, where the bucket has versions; or NoSuchBucket.
	 */
	put(
		bucketName: string,
		{ key, body: given, bytes, how = "Put", parts, headers = {}, tagging = "" }: PutObject,
		of: ChangeOrigin = {},
	): DeliveryResult {
		const bucket = this.#buckets.get(bucketName);
		if (!bucket) return this.#noSuchBucket(bucketName);
		const {
			run: { simulation },
			routine,
		} = this.#cloud;
		const body = typeof given === "string" ? Buffer.from(given) : given;
		const object: StoredObject = {
			body,
			bytes: bytes ?? body.length,
			etag: etagOf(body, how, parts),
			headers,
			versionId: this.#versionId(bucket),
			modifiedAt: simulation.now,
			tagging,
		};
		bucket.store.set(key, object);
		const change = this.#change(key, `ObjectCreated:${how}`, object.versionId, { bytes: object.bytes, etag: object.etag });
		const told = bucket.notifications.filter((notification) => isWanted(notification, change));
		routine.record(
			{
				...traced(simulation.now, bucket.stack, change, of, told),
				kind: "bucket.objectCreated",
				bytes: object.bytes,
				etag: object.etag,
			},
			bucketName,
		);
		this.#notify(bucket.stack, told, change, of);
		return { ok: true, ...(object.versionId === undefined ? {} : { id: object.versionId }) };
	}

	/**
	 * Deletes an object; with versions, a delete marker hides it. Where there is none, nothing happens and nobody is told.
	 * @param versionId Deletes this version for good instead.
	 * @returns As `id` the version of the delete marker, or the one that was deleted.
	 */
	remove(bucketName: string, key: string, of: ChangeOrigin = {}, versionId?: string): DeliveryResult {
		const bucket = this.#buckets.get(bucketName);
		if (!bucket) return this.#noSuchBucket(bucketName);
		const { simulation } = this.#cloud.run;
		const { store, stack } = bucket;
		if (versionId !== undefined) {
			if (store.delete(key, versionId)) this.#removed(bucket, key, "ObjectRemoved:Delete", versionId, of);
			return { ok: true, id: versionId };
		}
		const marker = this.#versionId(bucket);
		if (marker !== undefined) {
			const nothing = { body: Buffer.alloc(0), bytes: 0, etag: "", headers: {}, tagging: "" };
			store.set(key, { ...nothing, versionId: marker, modifiedAt: simulation.now, deleteMarker: true });
		} else if (!store.delete(key)) return { ok: true };
		this.#removed(bucket, key, stack.versioning ? "ObjectRemoved:DeleteMarkerCreated" : "ObjectRemoved:Delete", marker, of);
		return { ok: true, ...(marker === undefined ? {} : { id: marker }) };
	}

	#removed(bucket: Bucket, key: string, event: string, versionId: string | undefined, of: ChangeOrigin): void {
		const change = this.#change(key, event, versionId, undefined);
		const told = bucket.notifications.filter((notification) => isWanted(notification, change));
		const at = this.#cloud.run.simulation.now;
		this.#cloud.routine.record({ ...traced(at, bucket.stack, change, of, told), kind: "bucket.objectRemoved" }, bucket.stack.name);
		this.#notify(bucket.stack, told, change, of);
	}

	#notify(bucket: StackBucket, told: readonly StackNotification[], change: ObjectChange, { lineage, deliveries = 1 }: ChangeOrigin): void {
		const { region } = this.#cloud.run.scenario;
		const item = `${change.key} ${change.sequencer}`;
		for (let time = 0; time < deliveries; time++) {
			for (const { id, targetArn } of told)
				this.#later(() => this.#send(bucket, targetArn, item, notificationBody(bucket, id, region, change), lineage));
			if (bucket.eventBridge)
				this.#later(() => this.#send(bucket, arnOf("events", region, "event-bus/default"), item, busEvent(bucket, change), lineage));
		}
	}

	#later(act: () => void): void {
		const { simulation } = this.#cloud.run;
		simulation.at(simulation.now + this.#latency.between(SHORTEST_LATENCY_MS, LONGEST_LATENCY_MS), act);
	}

	#send(bucket: StackBucket, to: string, item: string, body: string, lineage: Lineage | undefined): void {
		sendWithRetries(this.#cloud, {
			from: bucket.arn,
			item,
			to,
			delivery: {
				body,
				from: { principal: PRINCIPAL, sourceArn: bucket.arn },
				subject: "Amazon S3 Notification",
				...(lineage ? { lineage } : {}),
			},
			retry: backOff(RETRY, this.#backOff),
		});
	}

	#change(key: string, event: string, versionId: string | undefined, object: ObjectChange["object"]): ObjectChange {
		return {
			key,
			event,
			object,
			versionId,
			sequencer: this.#sequencer(),
			time: this.#time(),
			requestId: this.#requestId(),
			hostId: this.#hostId(),
		};
	}

	/** Grows with time and with each change: 18 hexadecimal digits. */
	#sequencer(): string {
		const { epochMs, simulation } = this.#cloud.run;
		const ms = BigInt(Math.floor(epochMs + simulation.now));
		return ((ms << 24n) + this.#changes++).toString(16).toUpperCase().padStart(18, "0");
	}

	#versionId({ stack }: Bucket): string | undefined {
		return stack.versioning ? Buffer.from(this.#ids.hex(48), "hex").toString("base64url") : undefined;
	}

	#requestId(): string {
		return this.#ids.hex(16).toUpperCase();
	}

	#hostId(): string {
		return Buffer.from(this.#ids.hex(112), "hex").toString("base64");
	}

	#time(): string {
		const { epochMs, simulation } = this.#cloud.run;
		return new Date(epochMs + simulation.now).toISOString();
	}

	#noSuchBucket(bucket: string): DeliveryResult {
		const { recorder, simulation } = this.#cloud.run;
		const refused = { code: "NoSuchBucket", message: "The specified bucket does not exist" };
		recorder.record({ at: simulation.now, kind: "bucket.requestRefused", bucket, ...refused });
		return { ok: false, ...refused, retryable: false };
	}
}

const creations = { put: "Put", copy: "Copy", multipart: "CompleteMultipartUpload" } as const;

function traced(at: number, bucket: StackBucket, change: ObjectChange, { label }: ChangeOrigin, told: readonly StackNotification[]) {
	const { key, event, sequencer, versionId } = change;
	return {
		at,
		bucket: bucket.name,
		key,
		...(label === undefined ? {} : { label }),
		event,
		sequencer,
		...(versionId === undefined ? {} : { versionId }),
		notifications: told.map(({ id }) => id),
	};
}

function isFunction(arn: string): boolean {
	return arn.startsWith("arn:aws:lambda:");
}
