using NativeIo.Platform;

namespace NativeIo.Tests;

/// <summary>Whether the backend in use opens files without an object for each, and so without garbage.</summary>
internal static class WithoutObjects
{
    internal static bool IsAvailable => PlatformSelector.Current.Name == "linux";
}
