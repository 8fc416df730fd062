import { FileSystem, type Performed } from "./file-system.ts";

type Given = ConstructorParameters<typeof FileSystem>[0];
type Call = Parameters<FileSystem["perform"]>;

/** Files that can be made again as they are: they keep how they were made and all that was done to them. */
export class FileJournal extends FileSystem {
	#given: Given;
	#calls: Call[] = [];

	constructor(given: Given) {
		super(given);
		this.#given = given;
	}

	override perform(...call: Call): Performed {
		this.#calls.push(call);
		return super.perform(...call);
	}

	/** Files of another environment in the same state, down to times and numbers of inodes. */
	copy(): FileSystem {
		const files = new FileSystem(this.#given);
		for (const call of this.#calls) files.perform(...call);
		return files;
	}
}
