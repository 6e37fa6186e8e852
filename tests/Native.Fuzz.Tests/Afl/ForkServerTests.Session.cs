using System;
using System.Collections.Generic;
using System.IO.Pipes;
using System.Threading.Tasks;
using Native.Fuzz.Afl;
using Native.Fuzz.Rig;
using Xunit;

namespace Native.Fuzz.Tests.Afl;

/// <content>AFL's side of the two pipes.</content>
public sealed partial class ForkServerTests
{
    private sealed class Session : IAsyncDisposable
    {
        private readonly AnonymousPipeServerStream _control = new(PipeDirection.Out);
        private readonly AnonymousPipeServerStream _status = new(PipeDirection.In);
        private readonly Task _server;

        public Session(ITestCaseSource source)
        {
            var target = new FuzzTarget("NoSuchFolder", Target, "Hits the blocks that the input names.");
            var server = new ForkServer(target, source, map => Maps.Add([.. map]));
            var control = new AnonymousPipeClientStream(PipeDirection.In, _control.ClientSafePipeHandle);
            var status = new AnonymousPipeClientStream(PipeDirection.Out, _status.ClientSafePipeHandle);
            _server = Task.Run(() =>
            {
                using (control)
                using (status)
                {
                    server.Serve(control, status);
                }
            });
        }

        public List<byte[]> Maps { get; } = [];

        public int RunOne()
        {
            WriteWord(0);
            Assert.Equal(Environment.ProcessId, ReadWord());
            return ReadWord();
        }

        public int ReadWord()
        {
            byte[] word = new byte[4];
            _status.ReadExactly(word);
            return BitConverter.ToInt32(word);
        }

        public void WriteWord(int value) => _control.Write(BitConverter.GetBytes(value));

        public async ValueTask DisposeAsync()
        {
            await _control.DisposeAsync();
            await _server;
            await _status.DisposeAsync();
        }
    }
}
