using Native.TestKit;
using Storage.Lite.S3.Tests;
using Xunit;

[assembly: AssemblyFixture(typeof(S3Server))]
[assembly: AssemblyFixture(typeof(LeakCheck))]
