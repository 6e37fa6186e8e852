using System;
using Native.TestKit;
using Xunit;

namespace NativeIo.Tests;

public sealed class CalibrationTextTests
{
    private static readonly ReadCalibration s_calibration = new()
    {
        Device = 77,
        MeasuredAt = new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero),
        FileLength = 1 << 20,
        SmallFileNanoseconds = 3812.25,
        BufferedCachedBytesPerSecond = 1.25e10,
        MappedCachedBytesPerSecond = 0,
        BufferedColdBytesPerSecond = 2.5e9,
        DirectColdBytesPerSecond = 1e9,
    };

    [Fact]
    public void TryParse_WhatFormatWrote_GivesTheSame()
    {
        Assert.True(CalibrationText.TryParse(CalibrationText.Format(s_calibration), 77, out ReadCalibration? parsed));
        Assert.Equal(s_calibration, parsed);
    }

    [Theory]
    [InlineData("")]
    [InlineData("something else")]
    [InlineData("NativeIo calibration 2\ndevice 77\n")]
    [InlineData("NativeIo calibration 1\ndevice\n")]
    [InlineData("NativeIo calibration 1\ndevice 77\ndevice 77\n")]
    public void TryParse_OtherText_IsRefused(string text) =>
        Assert.False(CalibrationText.TryParse(text, 77, out _));

    [Fact]
    public void TryParse_AnotherDevice_IsRefused() =>
        Assert.False(CalibrationText.TryParse(CalibrationText.Format(s_calibration), 78, out _));

    [Fact]
    public void TryParse_CutOrDamagedText_NeverThrows()
    {
        string text = CalibrationText.Format(s_calibration);
        SeededRandom random = SeededRandom.Create();
        for (int length = 0; length < text.Length - 1; length++)
        {
            if (CalibrationText.TryParse(text[..length], 77, out ReadCalibration? cut))
            {
                Assert.True(double.IsFinite(cut.DirectColdBytesPerSecond));
            }

            char[] damaged = text.ToCharArray();
            damaged[length] = (char)random.Next(32, 127);
            _ = CalibrationText.TryParse(new string(damaged), 77, out _);
        }

        Assert.False(CalibrationText.TryParse(text.Replace("12500000000", "-1", StringComparison.Ordinal), 77, out _));
        Assert.False(CalibrationText.TryParse(text.Replace("12500000000", "NaN", StringComparison.Ordinal), 77, out _));
    }
}
