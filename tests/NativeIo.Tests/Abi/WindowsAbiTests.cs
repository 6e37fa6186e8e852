using System;
using System.Collections.Generic;
using System.Linq;
using System.Runtime.CompilerServices;
using System.Text;
using System.Threading.Tasks;
using NativeIo.Interop.Windows;
using Xunit;

namespace NativeIo.Tests;

/// <summary>Compares every declaration for Windows with what the headers of MinGW-w64 say.</summary>
// Platform: needs a C compiler for Windows that runs on Linux.
[Trait("Platform", "linux")]
public sealed class WindowsAbiTests
{
    private const string Compiler = "x86_64-w64-mingw32-gcc";

    /// <summary>These headers have some members of enumerations for this update of Windows 10 and later.</summary>
    private const string Headers = """
        #define _WIN32_WINNT 0x0A000002
        #include <stddef.h>
        #include <windows.h>
        #include <winternl.h>

        """;

    /// <summary>The headers of drivers, which exclude the ones above.</summary>
    private const string DriverHeaders = """
        #define _WIN32_WINNT 0x0A00
        #include <stddef.h>
        #include <ddk/wdm.h>

        """;

    /// <summary>Values that these headers lack, as Microsoft's documentation has them.</summary>
    private const string Missing = """
        #ifndef ERROR_DIRECTORY_NOT_SUPPORTED
        #define ERROR_DIRECTORY_NOT_SUPPORTED 336
        #endif
        #ifndef ERROR_STOPPED_ON_SYMLINK
        #define ERROR_STOPPED_ON_SYMLINK 681
        #endif
        #ifndef ERROR_DISK_QUOTA_EXCEEDED
        #define ERROR_DISK_QUOTA_EXCEEDED 1295
        #endif
        #ifndef FILE_ATTRIBUTE_INTEGRITY_STREAM
        #define FILE_ATTRIBUTE_INTEGRITY_STREAM 0x8000
        #endif

        """;

    private static readonly AbiType[] s_types =
    [
        new(typeof(ERROR), null),
        new(typeof(FILE), null),
        new(typeof(MEM), null),
        new(typeof(FILE_INFO_BY_HANDLE_CLASS), null),
        new(typeof(FINDEX_INFO_LEVELS), null),
        new(typeof(FINDEX_SEARCH_OPS), null),
        new(typeof(BY_HANDLE_FILE_INFORMATION), nameof(BY_HANDLE_FILE_INFORMATION)),
        new(typeof(FILETIME), nameof(FILETIME)),
        new(typeof(FILE_ATTRIBUTE_TAG_INFO), nameof(FILE_ATTRIBUTE_TAG_INFO)),
        new(typeof(FILE_RENAME_INFO), nameof(FILE_RENAME_INFO)) { HasArrayAtEnd = true },
        new(typeof(FILE_SEGMENT_ELEMENT), nameof(FILE_SEGMENT_ELEMENT)),
        new(typeof(FILE_STANDARD_INFO), nameof(FILE_STANDARD_INFO)),
        new(typeof(FILE_STORAGE_INFO), nameof(FILE_STORAGE_INFO)),
        new(typeof(IO_STATUS_BLOCK), nameof(IO_STATUS_BLOCK)),
        new(typeof(OVERLAPPED), nameof(OVERLAPPED)),
        new(typeof(WIN32_FIND_DATAW), nameof(WIN32_FIND_DATAW)),
        new(typeof(WIN32_MEMORY_RANGE_ENTRY), nameof(WIN32_MEMORY_RANGE_ENTRY)),
    ];

    private static readonly AbiType[] s_driverTypes = [new(typeof(NT), null)];

    /// <summary>
    /// Structures of ntifs.h, which MinGW-w64 does not have; the tests of the backend look at what the system fills in.
    /// </summary>
    private static readonly Type[] s_inNoHeader =
        [typeof(FILE_FS_FULL_SIZE_INFORMATION), typeof(FILE_FS_DEVICE_INFORMATION)];

    [Fact]
    public async Task Declarations_EveryOne_AreWhatTheCompilerSays()
    {
        Assert.Equal("", await CCompiler.CheckAsync(Compiler, Program(Headers + Missing, s_types)));
        Assert.Equal("", await CCompiler.CheckAsync(Compiler, Program(DriverHeaders, s_driverTypes)));
    }

    [Fact]
    public void Declarations_OfTheFolder_AreAllCompared()
    {
        IEnumerable<string> forgotten = typeof(ERROR).Assembly.GetTypes()
            .Where(static type => type.Namespace == typeof(ERROR).Namespace && !type.IsNested)
            .Where(static type => !type.IsDefined(typeof(CompilerGeneratedAttribute), inherit: false))
            .Except(s_types.Concat(s_driverTypes).Select(static type => type.Type))
            .Except(s_inNoHeader)
            .Select(static type => type.Name);
        Assert.Empty(forgotten);
    }

    private static string Program(string headers, AbiType[] types)
    {
        var program = new StringBuilder(headers);
        foreach (string fact in types.SelectMany(static type => type.Facts("X64")))
        {
            _ = program.Append("_Static_assert(").Append(fact).Append(", \"").Append(fact).AppendLine("\");");
        }

        return program.ToString();
    }
}
