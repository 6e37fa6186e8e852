using System.IO;
using Microsoft.Win32.SafeHandles;

namespace Native.Fuzz.Afl;

/// <summary>Reads inputs from standard input, as afl-tmin and afl-showmap or a person's shell offer them.</summary>
internal sealed class StandardInputSource : ITestCaseSource
{
    /// <inheritdoc/>
    public bool IsShared => false;

    /// <inheritdoc/>
    public int Read(byte[] destination)
    {
        using var handle = new SafeFileHandle(0, ownsHandle: false);
        using var stream = new FileStream(handle, FileAccess.Read, bufferSize: 0);

        // AFL writes every input to the same file, so it is rewound; a pipe has no position.
        if (stream.CanSeek)
        {
            stream.Position = 0;
        }

        return stream.ReadAtLeast(destination, destination.Length, throwOnEndOfStream: false);
    }
}
