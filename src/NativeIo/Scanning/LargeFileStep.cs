using System;
using NativeIo.Platform;

namespace NativeIo;

/// <summary>
/// Reads the next part of a file that is longer than a block: until the memory is full or the file ends. A place for
/// other ways to read than plain ones.
/// </summary>
/// <param name="backend">What the file is read with.</param>
/// <param name="file">The open file.</param>
/// <param name="facts">What is known about it.</param>
/// <param name="destination">Receives the bytes; a shorter result means the end of the file.</param>
/// <param name="offset">Where in the file.</param>
/// <returns>The bytes that are in place, also when it failed.</returns>
internal delegate IoResult LargeFileStep(
    FileBackend backend, FileDescriptor file, in FileFacts facts, Span<byte> destination, long offset);
