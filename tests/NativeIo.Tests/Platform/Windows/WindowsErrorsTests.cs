using System;
using System.Collections.Generic;
using System.Linq;
using System.Reflection;
using NativeIo.Interop.Windows;
using NativeIo.Platform;
using Xunit;

namespace NativeIo.Tests;

public sealed class WindowsErrorsTests
{
    /// <summary>Codes that are answers, which the backend handles before anybody asks for a meaning.</summary>
    private static readonly string[] s_answers =
    [
        nameof(ERROR.ERROR_SUCCESS),
        nameof(ERROR.ERROR_NO_MORE_FILES),
        nameof(ERROR.ERROR_MORE_DATA),
    ];

    [Theory]
    [InlineData(2, IoErrorKind.NotFound)]
    [InlineData(3, IoErrorKind.NotFound)]
    [InlineData(5, IoErrorKind.AccessDenied)]
    [InlineData(6, IoErrorKind.BadHandle)]
    [InlineData(17, IoErrorKind.CrossDevice)]
    [InlineData(32, IoErrorKind.Busy)]
    [InlineData(80, IoErrorKind.AlreadyExists)]
    [InlineData(87, IoErrorKind.InvalidArgument)]
    [InlineData(112, IoErrorKind.NoSpace)]
    [InlineData(145, IoErrorKind.DirectoryNotEmpty)]
    [InlineData(206, IoErrorKind.NameTooLong)]
    [InlineData(267, IoErrorKind.NotDirectory)]
    [InlineData(995, IoErrorKind.Cancelled)]
    [InlineData(1117, IoErrorKind.DeviceFault)]
    [InlineData(1224, IoErrorKind.Busy)]
    [InlineData(1816, IoErrorKind.OutOfMemory)]
    [InlineData(0, IoErrorKind.Unknown)]
    [InlineData(-1, IoErrorKind.Unknown)]
    [InlineData(99999, IoErrorKind.Unknown)]
    public void Classify_Code_HasItsMeaning(int errorCode, IoErrorKind kind)
    {
        Assert.Equal(kind, WindowsErrors.Classify(errorCode));
    }

    [Fact]
    public void Classify_EveryDeclaredCode_HasAMeaning()
    {
        IEnumerable<string> without = typeof(ERROR)
            .GetFields(BindingFlags.Static | BindingFlags.NonPublic)
            .Where(static field => WindowsErrors.Classify((int)field.GetRawConstantValue()!) == IoErrorKind.Unknown)
            .Select(static field => field.Name);
        Assert.Equal(s_answers.Order(StringComparer.Ordinal), without.Order(StringComparer.Ordinal));
    }
}
