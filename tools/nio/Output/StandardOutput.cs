using System;
using System.IO;
using Microsoft.Win32.SafeHandles;

namespace Nio.Output;

/// <summary>Standard output that tells when its reader went away, so that the work can end, too.</summary>
internal static class StandardOutput
{
    private const int Descriptor = 1;

    /// <summary>EPIPE, on Linux, macOS and the BSDs.</summary>
    private const int CodeBrokenPipe = 32;

    /// <summary>
    /// Opens it. The console's own stream takes a broken pipe for success; files stay with that one, because it shares
    /// their position with others that write there. Ownership: the caller disposes it; the descriptor stays open.
    /// </summary>
    internal static Stream Open()
    {
        if (Path.DirectorySeparatorChar == '\\')
        {
            // Handles of Windows are no descriptors, and a 1 is none of them. A pipe whose reader is gone takes all.
            return Console.OpenStandardOutput();
        }

        SafeFileHandle handle = new(Descriptor, ownsHandle: false);
        try
        {
            _ = RandomAccess.GetLength(handle);
        }
        catch (NotSupportedException)
        {
            return new FileStream(handle, FileAccess.Write, bufferSize: 0);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // Not a descriptor of this system, or closed; the console knows about both.
            return Console.OpenStandardOutput();
        }

        return Console.OpenStandardOutput();
    }

    internal static bool IsBrokenPipe(IOException exception) => exception.HResult == CodeBrokenPipe;
}
