using System;
using System.Collections.Generic;
using System.Linq;
using System.Runtime.Versioning;
using System.Threading;

namespace NativeIo.Platform;

/// <summary>
/// Chooses the backend once for the process: the best that the system has, or the one that the environment variable
/// <c>NATIVEIO_BACKEND</c> names. The only place that asks which operating system this is.
/// </summary>
internal static class PlatformSelector
{
    /// <summary>Forces a backend; tests run the whole suite on each.</summary>
    internal const string Variable = "NATIVEIO_BACKEND";

    private static FileBackend? s_current;

    /// <summary>Gets the process's backend.</summary>
    internal static FileBackend Current => Volatile.Read(ref s_current) ?? Select();

    /// <summary>Gets the names of the backends that this system has, the preferred one first.</summary>
    internal static IReadOnlyList<string> Available => [.. Candidates().Select(static candidate => candidate.Name)];

    /// <summary>Makes a backend by its name.</summary>
    /// <exception cref="PlatformNotSupportedException">This system does not have it.</exception>
    internal static FileBackend Create(string name)
    {
        foreach ((string candidate, Func<FileBackend> make) in Candidates())
        {
            if (string.Equals(candidate, name, StringComparison.OrdinalIgnoreCase))
            {
                return make();
            }
        }

        throw new PlatformNotSupportedException(
            $"There is no backend '{name}' here; {Variable} may name one of {string.Join(", ", Available)}.");
    }

    private static FileBackend Select()
    {
        string? forced = Environment.GetEnvironmentVariable(Variable);
        FileBackend chosen = Create(string.IsNullOrEmpty(forced) ? Available[0] : forced);

        // Full fence: a thread that sees the backend sees all of it. Backends of two racing threads are alike.
        return Interlocked.CompareExchange(ref s_current, chosen, null) ?? chosen;
    }

    private static List<(string Name, Func<FileBackend> Make)> Candidates()
    {
        List<(string, Func<FileBackend>)> candidates = [];
        if (OperatingSystem.IsLinux())
        {
            candidates.Add(("linux", CreateLinux));
        }

        if (OperatingSystem.IsWindows())
        {
            candidates.Add(("windows", CreateWindows));

            // There the framework's exceptions carry wrapped Win32 codes only.
            candidates.Add(("portable", CreatePortableOnWindows));
        }
        else
        {
            candidates.Add(("posix", CreatePosix));
            candidates.Add(("portable", CreatePortableOnUnix));
        }

        return candidates;
    }

    [SupportedOSPlatform("linux")]
    private static LinuxFileBackend CreateLinux() => new(LinuxCalls.Resolve());

    [UnsupportedOSPlatform("windows")]
    private static PosixFileBackend CreatePosix() => new();

    [UnsupportedOSPlatform("windows")]
    private static PortableFileBackend CreatePortableOnUnix() => new(PosixErrors.Classify, hasPermissions: true);

    private static PortableFileBackend CreatePortableOnWindows() =>
        new(static _ => IoErrorKind.Unknown, hasPermissions: false);

    [SupportedOSPlatform("windows")]
    private static WindowsFileBackend CreateWindows() => new(WindowsCalls.Resolve());
}
