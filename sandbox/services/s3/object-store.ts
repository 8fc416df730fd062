import { createHash } from "node:crypto";

export type StoredObject = {
	/** Text of the object. */
	body: string;
	bytes: number;
	etag: string;
	versionId: string | undefined;
	/** Virtual time of the last change, in milliseconds. */
	modifiedAt: number;
};

/** How an object came to be, as events name it. */
export type Creation = "Put" | "Post" | "Copy" | "CompleteMultipartUpload";

/** The current objects of one bucket. Of earlier versions only their number is kept. */
export class ObjectStore {
	#objects = new Map<string, StoredObject>();

	get(key: string): StoredObject | undefined {
		return this.#objects.get(key);
	}

	set(key: string, object: StoredObject): void {
		this.#objects.set(key, object);
	}

	/** @returns Whether there was one. */
	delete(key: string): boolean {
		return this.#objects.delete(key);
	}

	/** Keys in the order of their UTF-8 bytes, as lists have them. */
	keys(prefix = ""): string[] {
		const keys = [...this.#objects.keys()].filter((key) => key.startsWith(prefix));
		return keys.sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
	}
}

/** MD5 in hexadecimal; of a multipart upload the MD5 of the MD5 of its parts, and how many there were: here always one. */
export function etagOf(body: string, how: Creation): string {
	const md5 = createHash("md5").update(body).digest();
	return how === "CompleteMultipartUpload" ? `${createHash("md5").update(md5).digest("hex")}-1` : md5.toString("hex");
}
