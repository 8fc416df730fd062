import { createHash } from "node:crypto";

/** What is told about an object besides its content: headers by lower-case name, the user's own metadata among them. */
export type ObjectHeaders = Readonly<Record<string, string>>;

export type StoredObject = {
	readonly body: Buffer;
	/** Size that is told; of a scenario's object it may be another one than that of its body. */
	readonly bytes: number;
	readonly etag: string;
	/** `content-type`, `x-amz-meta-…`, `x-amz-checksum-…` and the like. */
	readonly headers: ObjectHeaders;
	readonly versionId: string | undefined;
	/** Virtual time of the last change, in milliseconds. */
	readonly modifiedAt: number;
	/** Tags, as a query string. */
	readonly tagging: string;
	/** Hides the versions before it. */
	readonly deleteMarker?: true;
};

/** How an object came to be, as events name it. */
export type Creation = "Put" | "Post" | "Copy" | "CompleteMultipartUpload";

/** The objects of one bucket, with their earlier versions where it keeps them. */
export class ObjectStore {
	/** Versions by key, the latest one last. */
	#versions = new Map<string, StoredObject[]>();
	#versioned: boolean;

	constructor(versioned: boolean) {
		this.#versioned = versioned;
	}

	/** @returns The latest version, or the one that is asked for; undefined when there is none. It may be a delete marker. */
	version(key: string, versionId?: string): StoredObject | undefined {
		const versions = this.#versions.get(key);
		return versionId === undefined ? versions?.at(-1) : versions?.find((version) => version.versionId === versionId);
	}

	/** The object that a key has now. */
	get(key: string): StoredObject | undefined {
		const latest = this.version(key);
		return latest?.deleteMarker ? undefined : latest;
	}

	set(key: string, object: StoredObject): void {
		const versions = this.#versions.get(key);
		if (this.#versioned && versions) versions.push(object);
		else this.#versions.set(key, [object]);
	}

	/** Takes one version out, or all there is of a key. @returns Whether there was any. */
	delete(key: string, versionId?: string): boolean {
		const versions = this.#versions.get(key);
		if (!versions) return false;
		const left = versionId === undefined ? [] : versions.filter((version) => version.versionId !== versionId);
		if (left.length === 0) this.#versions.delete(key);
		else this.#versions.set(key, left);
		return left.length < versions.length;
	}

	/** Keys that have an object, in the order of their UTF-8 bytes, as lists have them. */
	keys(prefix = ""): string[] {
		const keys = [...this.#versions.keys()].filter((key) => key.startsWith(prefix) && this.get(key) !== undefined);
		return keys.sort(byBytes);
	}

	/** All versions and delete markers, by key, the latest first. */
	versions(prefix = ""): { key: string; version: StoredObject; isLatest: boolean }[] {
		const keys = [...this.#versions.keys()].filter((key) => key.startsWith(prefix)).sort(byBytes);
		return keys.flatMap((key) => {
			const versions = this.#versions.get(key) ?? [];
			return versions.map((version, index) => ({ key, version, isLatest: index === versions.length - 1 })).reverse();
		});
	}
}

function byBytes(a: string, b: string): number {
	return Buffer.compare(Buffer.from(a), Buffer.from(b));
}

/** MD5 in hexadecimal; of a multipart upload the MD5 of the MD5s of its parts, and how many there were. */
export function etagOf(body: Buffer, how: Creation, parts: readonly Buffer[] = [body]): string {
	if (how !== "CompleteMultipartUpload") return md5(body).toString("hex");
	return `${md5(Buffer.concat(parts.map(md5))).toString("hex")}-${parts.length}`;
}

function md5(bytes: Buffer): Buffer {
	return createHash("md5").update(bytes).digest();
}
