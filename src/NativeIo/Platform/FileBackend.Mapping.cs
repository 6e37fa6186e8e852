using System;
using Microsoft.Win32.SafeHandles;

namespace NativeIo.Platform;

/// <content>
/// Files in memory. Addresses and lengths of parts are whole pages where a member says so; nothing here looks at the
/// memory itself.
/// </content>
internal abstract partial class FileBackend
{
    /// <summary>
    /// Gets whether <see cref="Map"/> and <see cref="Unmap"/> work; else the caller maps with the framework.
    /// </summary>
    internal virtual bool HasMaps => false;

    /// <summary>Gets the number of bytes that the offset of a mapping is a multiple of.</summary>
    internal virtual int MapGranularity => Environment.SystemPageSize;

    /// <summary>
    /// Gets whether <see cref="FlushMap"/> waits for the device; else the caller flushes the file after it.
    /// </summary>
    internal virtual bool FlushMapReachesDevice => false;

    /// <summary>
    /// Maps a part of a file. The value is the address, which the caller unmaps with the same length.
    /// </summary>
    internal virtual IoResult Map(SafeFileHandle handle, in MapRequest request) => Unsupported();

    /// <summary>Removes a mapping that <see cref="Map"/> or <see cref="GrowMap"/> made.</summary>
    internal virtual IoResult Unmap(nint address, long length) => Unsupported();

    /// <summary>Makes a mapping longer where it is. It fails when there is no room behind it.</summary>
    internal virtual IoResult GrowMap(nint address, long length, long lengthNew) => Unsupported();

    /// <summary>Tells what is going to happen to whole pages of a mapping.</summary>
    internal virtual IoResult AdviseMap(nint address, long length, MapAdvice advice) => Unsupported();

    /// <summary>Writes changed whole pages to the file.</summary>
    internal virtual IoResult FlushMap(nint address, long length) => Unsupported();

    /// <summary>
    /// Copies from a mapping in a way that reports pages which are not there, instead of ending the process. The value
    /// is the number of bytes before the first such page; when there are none, the call may also fail.
    /// </summary>
    internal virtual IoResult CopyFromMap(nint address, Span<byte> destination) => Unsupported();

    /// <summary>As <see cref="CopyFromMap"/>, to a writable mapping.</summary>
    internal virtual IoResult CopyToMap(nint address, ReadOnlySpan<byte> source) => Unsupported();
}
