#nullable enable
using System.IO;
using System.Text;

namespace AitherZero.Worker
{
    /// <summary>
    /// Stands in for [Console]::Out or [Console]::Error while a job runs, so
    /// that what .NET code writes there keeps its place among the job's other
    /// output. Open to every thread.
    /// </summary>
    internal sealed class SinkTextWriter : TextWriter
    {
        private readonly OutputSink _sink;
        private readonly string _stream;

        public SinkTextWriter(OutputSink sink, string stream)
        {
            _sink = sink;
            _stream = stream;
            CoreNewLine = new[] { '\n' };
        }

        public override Encoding Encoding => Encoding.UTF8;

        public override void Write(char value) => _sink.Write(_stream, value.ToString());

        public override void Write(char[] buffer, int index, int count) =>
            _sink.Write(_stream, new string(buffer, index, count));

        public override void Write(string? value) => _sink.Write(_stream, value);

        public override void WriteLine(string? value) => _sink.WriteLine(_stream, value);
    }
}
