using System;
using System.Threading.Tasks;
using Xunit;
using Xunit.Sdk;

namespace Native.TestKit.Tests;

public sealed class GuardedMemoryTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(4095)]
    [InlineData(4096)]
    [InlineData(4097)]
    public void Allocate_AnyLength_EveryByteIsWritablePoison(int length)
    {
        foreach (GuardPlacement placement in Enum.GetValues<GuardPlacement>())
        {
            using GuardedMemory memory = GuardedMemory.Allocate(length, placement);
            Assert.Equal(length, memory.GetSpan().Length);
            Assert.Equal(-1, memory.GetSpan().IndexOfAnyExcept(GuardedMemory.Poison));
            memory.GetSpan().Clear();
        }
    }

    [Fact]
    public void CopyOf_Bytes_HoldsThem()
    {
        using GuardedMemory memory = GuardedMemory.CopyOf("abc"u8);
        Assert.Equal("abc"u8, memory.GetSpan());
        Assert.Equal("abc"u8, memory.Memory.Span);
    }

    [Fact]
    public void VerifySlack_ByteBesideTheBufferWritten_Fails()
    {
        GuardedMemory memory = GuardedMemory.Allocate(10);
        PokeBefore(memory);
        _ = Assert.Throws<FailException>(memory.VerifySlack);
        _ = Assert.Throws<FailException>(memory.Dispose);
    }

    [Fact]
    public void GetSpan_AfterDispose_Throws()
    {
        GuardedMemory memory = GuardedMemory.Allocate(1);
        memory.Dispose();
        memory.Dispose();
        _ = Assert.Throws<ObjectDisposedException>(() => memory.GetSpan().Length);
    }

    [Fact]
    public async Task Allocate_ReadOneByteBehind_EndsTheProcess()
    {
        ChildProcessResult result = await ChildProcess.RunAsync(ReadBehind);
        Assert.True(result.Crashed, $"exit code {result.ExitCode}: {result.Output} {result.Error}");
        Assert.DoesNotContain("survived", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Allocate_ReadOneByteInFront_EndsTheProcess()
    {
        ChildProcessResult result = await ChildProcess.RunAsync(ReadInFront);
        Assert.True(result.Crashed, $"exit code {result.ExitCode}: {result.Output} {result.Error}");
        Assert.DoesNotContain("survived", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task MakeReadOnly_Write_EndsTheProcess()
    {
        ChildProcessResult result = await ChildProcess.RunAsync(WriteReadOnly);
        Assert.True(result.Crashed, $"exit code {result.ExitCode}: {result.Output} {result.Error}");
        Assert.DoesNotContain("survived", result.Output, StringComparison.Ordinal);
    }

    private static void ReadBehind()
    {
        using GuardedMemory memory = GuardedMemory.Allocate(100, GuardPlacement.After);
        Console.WriteLine(memory.GetSpan()[99]);
        Console.WriteLine($"survived {Peek(memory, 100)}");
    }

    private static void ReadInFront()
    {
        using GuardedMemory memory = GuardedMemory.Allocate(100, GuardPlacement.Before);
        Console.WriteLine(memory.GetSpan()[0]);
        Console.WriteLine($"survived {Peek(memory, -1)}");
    }

    private static void WriteReadOnly()
    {
        using GuardedMemory memory = GuardedMemory.Allocate(100);
        memory.MakeReadOnly();
        Console.WriteLine(memory.GetSpan()[0]);
        memory.GetSpan()[0] = 1;
        Console.WriteLine("survived");
    }

    private static byte Peek(GuardedMemory memory, int offset)
    {
        return System.Runtime.InteropServices.Marshal.ReadByte(memory.Address, offset);
    }

    private static void PokeBefore(GuardedMemory memory)
    {
        System.Runtime.InteropServices.Marshal.WriteByte(memory.Address, -1, 0);
    }
}
